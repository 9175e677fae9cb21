// Which answers are asked without the last value, so that "the same as last time" stays an answer and no habit. Pure.
import type { Seen } from '../local/overlay'

const EVERY = 10
const ITEMS = 2

/** Whether a visit is a tenth one: counted over the person's visits of the same route and month, in order. */
export function isBlindVisit(visits: Seen[], visit: Seen, isOwn: (visit: Seen) => boolean): boolean {
  const began = (each: Seen) => Number(each.fields.started_at ?? 0)
  const upToNow = visits.filter((each) => each.scope === visit.scope && isOwn(each) && began(each) <= began(visit))
  return upToNow.length > 0 && upToNow.length % EVERY === 0
}

/** The items of a visit to ask without a ghost; the same ones however often it is opened. */
export function withoutGhost(visit: string, items: string[]): string[] {
  const rank = (item: string) => scatter(visit + item)
  return [...items].sort((one, other) => rank(one) - rank(other)).slice(0, ITEMS)
}

/** FNV-1a over the code units. */
function scatter(text: string): number {
  let hash = 0x811c9dc5
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193) >>> 0
  return hash
}
