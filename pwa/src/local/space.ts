// Room on the disk: how much is left, and what may go to make some. What is not at the office yet is never among it.
import type { Database } from './database'

/** About a day's photos: below this it is said, early enough to clear something away. */
export const LOW_BYTES = 50_000_000
/** Pictures of today and yesterday are still looked at. */
const YOUNG_MS = 2 * 86_400_000
const AT_ONCE = 200

/** Bytes that may still be written, or null where the browser does not say. */
export async function roomLeft(): Promise<number | null> {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {}
  return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage)
}

/** Lets small copies of pictures go that the office holds, the oldest first, until `wanted` bytes are free; how many bytes that were. */
export async function letGoOfOld(database: Database, wanted: number, now: number): Promise<number> {
  const stored = (await (await database.connection()).getAllFromIndex('photos', 'state', 'stored')).filter(({ taken_at }) => now - taken_at > YOUNG_MS)
  stored.sort((one, other) => one.taken_at - other.taken_at)
  let freed = 0
  for (let from = 0; from < stored.length && freed < wanted; from += AT_ONCE) {
    const some = stored.slice(from, from + AT_ONCE)
    await database.write(['photos'], 'relaxed', async (tx) => {
      for (const { sha } of some) await tx.objectStore('photos').delete!(sha)
    })
    freed += some.reduce((sum, { thumb }) => sum + thumb.byteLength, 0)
  }
  return freed
}
