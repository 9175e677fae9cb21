// A picture becomes a photo of a record: shrunk, hashed, with the moment and the place of the shutter, saved with its record.
import { isUsed } from '../local/photos'
import type { Draft, Fields } from '../local/types'
import { app } from './app.svelte'
import { distinct } from './distinct'
import { shrink } from './photo'
import { fixIfAllowed } from './position'
import type { VisitBook } from './visit_book'

const FIX_MS = 3_000
const FRESH_MS = 120_000

/** Throws when the picture cannot be read. */
export async function keepPhoto(book: VisitBook, of: string, role: string, file: Blob): Promise<string | null> {
  const taken_at = Date.now()
  const [shrunk, position] = await Promise.all([shrink(file), fixIfAllowed(FIX_MS, FRESH_MS)])
  const { database } = app.store!
  const { sha, bytes, thumb, width, height, dhash } = await distinct(shrunk, (hash) => isUsed(database, hash))
  const where: Fields = position ? { position: { ...position } } : {}
  const fields: Fields = { of, outlet: book.outletId, visit: book.visit, role, taken_at, width, height, bytes: bytes.byteLength, dhash, ...where }
  const draft: Draft = { op: 'set', record: sha, kind: 'photo', scope: book.record!.scope, fields }
  return app.save([draft], [{ sha, of, state: 'waiting', size: bytes.byteLength, taken_at, bytes, thumb, tries: 0 }])
}
