// Taking in an answer: verdicts, pages, photos and drops in one transaction, or nothing of it.
import { letGo } from '../local/photos'
import { closeReflected, dropScope, hashed, layPage, type HashedPage, type Laid, type Page } from '../local/pages'
import type { Store } from '../local/store'
import type { Writing } from '../local/database'
import type { Contact, Report, ScopeState, StoredPhoto } from '../local/types'
import { file, forget, sendAgain, type WireVerdict } from '../local/verdicts'
import type { Request } from './request'

export interface Answer {
  request: number
  epoch: string
  now: number
  verdicts?: WireVerdict[]
  through?: number
  safe_through?: number
  scopes?: Page[]
  drop?: string[]
  photos?: { stored?: string[]; wanted?: string[] }
  again_s?: number
}

const FULL_ROWS = 50

export interface Taken {
  laid: Laid[]
  /** More waits on the server or here: ask again at once. */
  more: boolean
}

/** Applies the answer to the one outstanding request. */
export async function take(store: Store, request: Request, answer: Answer): Promise<Taken | null> {
  if (answer.request !== request.number) return null
  const pages = await Promise.all((answer.scopes ?? []).filter((page) => isOurs(page, request)).map(hashed))
  const durability = answer.verdicts?.length || answer.photos?.stored?.length ? 'strict' : 'relaxed'
  const stores = ['rows', 'scopes', 'outbox', 'answered', 'photos', 'meta'] as const
  const now = Date.now()
  const laid = await store.database.write([...stores], durability, (tx) => takeIn(tx, answer, pages, now))
  await store.answered(laid, { at: now, parked: false, unreachable: false })
  return { laid, more: isMore(pages) || laid.some((each) => each.rotten) }
}

/** A full answer may have had no room left to name every scope that has news. */
function isMore(pages: Page[]): boolean {
  const rows = pages.reduce((total, page) => total + page.rows.length, 0)
  return rows >= FULL_ROWS || pages.some((page) => !page.done)
}

/** A page is only for the cursor we sent, or begins its scope anew. */
function isOurs(page: Page, request: Request): boolean {
  return page.in === null ? !!page.reset : page.in === request.have[page.id]
}

async function takeIn(tx: Writing, answer: Answer, pages: HashedPage[], now: number): Promise<Laid[]> {
  const meta = tx.objectStore('meta')
  const epoch = (await meta.get('epoch')) as string | undefined
  if (epoch !== undefined && epoch !== answer.epoch) await sendAgain(tx)
  for (const said of answer.verdicts ?? []) await file(tx, said, answer.epoch, now, answer.now)
  const laid: Laid[] = []
  for (const page of pages) laid.push(...present(await layPage(tx, page, answer.epoch)))
  for (const scope of answer.drop ?? []) laid.push(...present(await dropScope(tx, scope)))
  const done = await scopesAtRest(tx, pages, answer)
  await closeReflected(tx, laid, done, answer.epoch)
  await takePhotos(tx, answer)
  if (answer.safe_through) await forget(tx, answer.safe_through, now)
  await remember(tx, answer, laid, now)
  return laid
}

const present = (laid: Laid | null): Laid[] => (laid ? [laid] : [])

/** Scopes whose base is all the server has to say; dropped ones hold nothing more to wait for. */
async function scopesAtRest(tx: Writing, pages: HashedPage[], answer: Answer): Promise<string[]> {
  const states = (await tx.objectStore('scopes').getAll()) as ScopeState[]
  const held = new Map(states.map((each) => [each.scope, each]))
  const done = pages.filter((page) => page.done && held.get(page.id)?.cursor === page.out).map((page) => page.id)
  return [...done, ...(answer.drop ?? []).filter((scope) => !held.has(scope))]
}

async function takePhotos(tx: Writing, answer: Answer): Promise<void> {
  const photos = tx.objectStore('photos')
  for (const sha of answer.photos?.stored ?? []) {
    const photo = (await photos.get(sha)) as StoredPhoto | undefined
    if (photo) await photos.put!(letGo(photo))
  }
  for (const sha of answer.photos?.wanted ?? []) {
    const photo = (await photos.get(sha)) as StoredPhoto | undefined
    if (photo?.bytes) await photos.put!({ ...photo, state: 'waiting' })
  }
}

async function remember(tx: Writing, answer: Answer, laid: Laid[], now: number): Promise<void> {
  const meta = tx.objectStore('meta')
  const report: Report[] = laid.flatMap((each) => each.report)
  const n = ((await meta.get('n')) as number | undefined) ?? 0
  const contact: Contact = { at: now, parked: false, unreachable: false }
  await Promise.all([
    meta.put!(answer.request, 'request'),
    meta.put!(answer.epoch, 'epoch'),
    meta.put!(answer.now - now, 'off'),
    meta.put!(contact, 'contact'),
    meta.put!(report, 'report'),
    meta.put!(Math.max(n, answer.through ?? 0), 'n'),
  ])
}
