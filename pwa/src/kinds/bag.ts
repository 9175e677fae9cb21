// How many of a POP item are in the tallyman's bag: received, less placed and returned, from the last count on. Pure.
import type { Seen } from '../local/overlay'

const PUT_UP = new Set(['placed', 'replaced'])

/** The moment in a UUID of version 7, or in the visit that an id begins with. */
const madeAt = (id: string): number => parseInt(id.slice(0, 13).replace('-', ''), 16)

export function inBag(item: string, movements: Seen[], placements: Seen[]): number {
  const own = movements.filter(({ fields }) => fields.pop_item === item).sort((one, other) => madeAt(one.id) - madeAt(other.id))
  const counted = own.filter(({ fields }) => fields.direction === 'counted').at(-1)
  const since = counted ? madeAt(counted.id) : 0
  const moved = own.filter((each) => madeAt(each.id) > since).reduce((sum, { fields }) => sum + sign(fields.direction) * Number(fields.units), 0)
  const placed = placements.filter(({ id, fields }) => fields.pop_item === item && PUT_UP.has(String(fields.state)) && madeAt(id) > since).length
  return Number(counted?.fields.units ?? 0) + moved - placed
}

const WEEK_MS = 7 * 86_400_000

/** When the bag was counted last (null: never), if it is time to count it: a week later, or when it holds less than nothing. */
export function countDue(movements: Seen[], placements: Seen[], now: number): number | null | undefined {
  const moved = [...movements, ...placements.filter(({ fields }) => PUT_UP.has(String(fields.state)))]
  if (moved.length === 0) return undefined
  const counts = movements.filter(({ fields }) => fields.direction === 'counted').map(({ id }) => madeAt(id))
  const last = counts.length ? Math.max(...counts) : null
  const items = new Set(moved.map(({ fields }) => String(fields.pop_item)))
  const isBelow = [...items].some((item) => inBag(item, movements, placements) < 0)
  const since = last ?? Math.min(...moved.map(({ id }) => madeAt(id)))
  return isBelow || now - since >= WEEK_MS ? last : undefined
}

const sign = (direction: unknown): number => (direction === 'received' ? 1 : direction === 'returned' ? -1 : 0)
