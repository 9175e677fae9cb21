// A picture becomes a photo of a record: shrunk, hashed, with the moment and the place of the shutter, saved with its record.
import { forgetUnsent, isUsed } from '../local/photos'
import type { Draft, Fields } from '../local/types'
import { app } from './app.svelte'
import { distinct } from './distinct'
import { shrink } from './photo'
import { fixIfAllowed } from './position'
import { space } from './space.svelte'
import type { VisitBook } from './visit_book'

const FIX_MS = 3_000
const FRESH_MS = 120_000

/** The photo's name, or null when the disk did not take it. Throws when the picture cannot be read. */
export async function keepPhoto(book: VisitBook, of: string, role: string, picture: Blob | ImageBitmap): Promise<string | null> {
  const taken_at = Date.now()
  const [shrunk, position] = await Promise.all([shrink(picture), fixIfAllowed(FIX_MS, FRESH_MS)])
  const { database } = app.store!
  const { sha, bytes, thumb, width, height, dhash } = await distinct(shrunk, (hash) => isUsed(database, hash))
  const where: Fields = position ? { position: { ...position } } : {}
  const fields: Fields = { of, outlet: book.outletId, visit: book.visit, role, taken_at, width, height, bytes: bytes.byteLength, dhash, ...where }
  const draft: Draft = { op: 'set', record: sha, kind: 'photo', scope: book.record!.scope, fields }
  const saved = await app.save([draft, ...shownBy(of, sha)], [{ sha, of, state: 'waiting', size: bytes.byteLength, taken_at, bytes, thumb, tries: 0 }])
  void space.look(app.store!)
  return saved && sha
}

/** A photo of an agreed display is how it should look: the display names it, so that whoever reads the display finds it. */
function shownBy(of: string, reference: string | null): Draft[] {
  const display = app.get(of)
  if (display?.kind !== 'display' || !app.catalogue.field('display', 'reference')) return []
  return [{ op: 'set', record: of, kind: 'display', scope: display.scope, fields: { reference } }]
}

/** Takes a photo back that is to be taken again: its record goes, and its bytes when nobody has them yet. */
export async function takeBack(book: VisitBook, of: string, sha: string): Promise<void> {
  const { store } = app
  const scope = book.record?.scope
  if (!store || !scope) return
  if (app.get(of)?.fields.reference === sha) await app.save(shownBy(of, null))
  await store.removals.wish(sha, [{ op: 'retire', record: sha, scope }])
  await forgetUnsent(store.database, sha)
  await store.count()
  app.redraw()
}
