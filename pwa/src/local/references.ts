// The photo that shows how an agreed display or a plan should look: the newest one taken of itself, not of a check of it.
import type { Database } from './database'
import { photosOf } from './photos'
import type { Row } from './types'

export interface Reference {
  sha: string
  display: string
}

const isOfDisplay = ({ fields, retired }: Row): boolean => !retired && /^(display|plan)\//.test(String(fields.of ?? ''))
const takenAt = ({ fields }: Row): number => Number(fields.taken_at ?? 0)

/** The newest of each display, where its picture is not on this phone. */
export async function referencesToFetch(database: Database): Promise<Reference[]> {
  const db = await database.connection()
  const photos = (await db.getAllFromIndex('rows', 'kind', 'photo')).filter(isOfDisplay)
  const newest = new Map<string, Row>()
  for (const photo of photos.sort((one, other) => takenAt(one) - takenAt(other))) newest.set(String(photo.fields.of), photo)
  const missing: Reference[] = []
  for (const [display, { id }] of newest) if ((await db.getKey('photos', id)) === undefined) missing.push({ sha: id, display })
  return missing
}

export async function keepReference(database: Database, sha: string, display: string, thumb: ArrayBuffer): Promise<void> {
  await database.write(['photos'], 'relaxed', async (tx) => {
    await tx.objectStore('photos').put!({ sha, of: display, state: 'stored', size: thumb.byteLength, taken_at: Date.now(), thumb, tries: 0 })
  })
}

/** The picture of how a display should look, if there is one on this phone. */
export async function referenceOf(database: Database, display: string): Promise<Blob | undefined> {
  const photos = await photosOf(database, display)
  const newest = photos.sort((one, other) => other.taken_at - one.taken_at)[0]
  return newest && new Blob([newest.bytes ?? newest.thumb], { type: 'image/jpeg' })
}
