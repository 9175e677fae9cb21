// The photo that shows how an agreed display or a plan should look: the one the display names, else the newest one taken of
// itself, not of a check of it.
import type { Database } from './database'
import { photosOf } from './photos'
import type { Row } from './types'

export interface Reference {
  sha: string
  display: string
}

const isOfDisplay = ({ fields, retired }: Row): boolean => !retired && /^(display|plan)\//.test(String(fields.of ?? ''))
const takenAt = ({ fields }: Row): number => Number(fields.taken_at ?? 0)

/** Those whose picture is not on this phone. A display names its photo for phones that came too late for the photo's record. */
export async function referencesToFetch(database: Database): Promise<Reference[]> {
  const db = await database.connection()
  const [photos, displays] = await Promise.all([db.getAllFromIndex('rows', 'kind', 'photo'), db.getAllFromIndex('rows', 'kind', 'display')])
  const shown = new Map<string, string>()
  for (const photo of photos.filter(isOfDisplay).sort((one, other) => takenAt(one) - takenAt(other))) shown.set(String(photo.fields.of), photo.id)
  for (const { id, fields, retired } of displays) if (fields.reference && !retired) shown.set(id, String(fields.reference))
  const missing: Reference[] = []
  for (const [display, sha] of shown) if ((await db.getKey('photos', sha)) === undefined) missing.push({ sha, display })
  return missing
}

export async function keepReference(database: Database, sha: string, display: string, thumb: ArrayBuffer): Promise<void> {
  await database.write(['photos'], 'relaxed', async (tx) => {
    await tx.objectStore('photos').put!({ sha, of: display, state: 'stored', size: thumb.byteLength, taken_at: Date.now(), thumb, tries: 0 })
  })
}

/** The picture of how a display should look, if there is one on this phone: the one it names, else the newest. */
export async function referenceOf(database: Database, display: string, named?: unknown): Promise<Blob | undefined> {
  const photos = await photosOf(database, display)
  const newest = photos.sort((one, other) => other.taken_at - one.taken_at)[0]
  const shown = photos.find(({ sha }) => sha === named) ?? newest
  return shown && new Blob([shown.bytes ?? shown.thumb], { type: 'image/jpeg' })
}
