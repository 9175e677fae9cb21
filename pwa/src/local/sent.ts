// When the person's own changes were made and when the office had them; what waits has no second moment.
import type { Database } from './database'
import type { Store } from './store'

/** Read so many at once: a month of them in one go would hold the screen up. */
const AT_ONCE = 250

export async function sentBetween(store: Store, from: number, until: number): Promise<{ made_at: number; received_at?: number | undefined }[]> {
  const found: { made_at: number; received_at?: number | undefined }[] = []
  const take = (made_at: number, received_at?: number) => made_at >= from && made_at < until && found.push({ made_at, received_at })
  await inParts(store.database, 'answered', ({ change, received_at }) => take(change.at, received_at))
  await inParts(store.database, 'outbox', ({ change }) => take(change.at))
  return found
}

async function inParts(database: Database, name: 'answered' | 'outbox', each: (entry: { n: number; change: { at: number }; received_at?: number }) => unknown): Promise<void> {
  const db = await database.connection()
  for (let last = -Infinity; ; ) {
    const part = await db.getAll(name, IDBKeyRange.lowerBound(last, true), AT_ONCE)
    part.forEach(each)
    if (part.length < AT_ONCE) return
    last = part.at(-1)!.n
  }
}
