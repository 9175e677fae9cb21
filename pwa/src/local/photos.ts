// The pictures that wait apart from their records, and what may be forgotten of them.
import type { Database } from './database'
import type { StoredPhoto } from './types'

const KEEP_THUMB_MS = 62 * 86_400_000

export async function photosOf(database: Database, record: string): Promise<StoredPhoto[]> {
  return (await database.connection()).getAllFromIndex('photos', 'of', record)
}

/** Whether a picture with this hash belongs to a record already. */
export async function isUsed(database: Database, sha: string): Promise<boolean> {
  const db = await database.connection()
  const [kept, told] = await Promise.all([db.getKey('photos', sha), db.getKeyFromIndex('rows', 'id', sha)])
  return kept !== undefined || told !== undefined
}

/** Pictures whose bytes are still to be sent, smallest first. */
export async function photosToSend(database: Database): Promise<StoredPhoto[]> {
  const waiting = await (await database.connection()).getAllFromIndex('photos', 'state', 'waiting')
  return waiting.sort((one, other) => one.size - other.size)
}

/** Pictures the phone has sent and the server has not yet confirmed to hold. */
export async function photosToAskFor(database: Database): Promise<string[]> {
  return (await (await database.connection()).getAllKeysFromIndex('photos', 'state', 'sent', 100)) as string[]
}

/** Everything that is not stored yet, for *What waits*. */
export async function photosNotStored(database: Database): Promise<StoredPhoto[]> {
  const db = await database.connection()
  const states = ['waiting', 'sent', 'set_aside'] as const
  return (await Promise.all(states.map((state) => db.getAllFromIndex('photos', 'state', state)))).flat()
}

export async function changePhoto(database: Database, sha: string, part: Partial<StoredPhoto>): Promise<void> {
  await database.write(['photos'], 'strict', async (tx) => {
    const photo = (await tx.objectStore('photos').get(sha)) as StoredPhoto | undefined
    if (photo) await tx.objectStore('photos').put!({ ...photo, ...part })
  })
}

/** A picture that was taken again goes, when it has not been sent. */
export async function forgetUnsent(database: Database, sha: string): Promise<void> {
  await database.write(['photos'], 'strict', async (tx) => {
    const photo = (await tx.objectStore('photos').get(sha)) as StoredPhoto | undefined
    if (photo?.state === 'waiting' || photo?.state === 'set_aside') await tx.objectStore('photos').delete!(sha)
  })
}

/** The server holds these pictures: their bytes go, a thumbnail stays for two months. */
export function letGo(photo: StoredPhoto): StoredPhoto {
  const { bytes: _bytes, reason: _reason, ...rest } = photo
  return { ...rest, state: 'stored' }
}

export async function forgetOldThumbs(database: Database, now: number): Promise<void> {
  await database.write(['photos'], 'relaxed', async (tx) => {
    let cursor = await tx.objectStore('photos').index('state').openCursor('stored')
    while (cursor) {
      if (now - cursor.value.taken_at > KEEP_THUMB_MS) await cursor.delete!()
      cursor = await cursor.continue()
    }
  })
}
