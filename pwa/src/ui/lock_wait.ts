// How long a lock waits after wrong attempts: the first cost nothing, then the wait doubles. Pure.
const FREE = 3
const FIRST_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 15 * 60_000

export const waitAfter = (wrong: number): number => (wrong < FREE ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - FREE)))
