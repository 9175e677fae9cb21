// Taking in an answer: verdicts, pages, photos and drops in one transaction, or nothing of it.
import { letGo } from '../local/photos'
import { dropScope, layPage, type Laid, type Page } from '../local/pages'
import { closeReflected } from '../local/reflected'
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
  /** The server had more to say than there was room for. */
  more?: boolean
  drop?: string[]
  photos?: { stored?: string[]; wanted?: string[] }
  again_s?: number
}

export interface Taken {
  laid: Laid[]
  /** More waits on the server or here: ask again at once. */
  more: boolean
  /** Scopes that are to be fetched as files first. */
  snapshots: Page[]
}

/** Applies the answer to the one outstanding request. */
export async function take(store: Store, request: Request, answer: Answer): Promise<Taken | null> {
  if (answer.request !== request.number) return null
  const ours = (answer.scopes ?? []).filter((page) => isOurs(page, request))
  const pages = ours.filter((page) => !page.snapshot)
  const durability = answer.verdicts?.length || answer.photos?.stored?.length ? 'strict' : 'relaxed'
  const stores = ['rows', 'scopes', 'outbox', 'answered', 'photos', 'meta'] as const
  const more = !!answer.more || ours.some((page) => !page.done)
  const contact: Contact = { at: Date.now(), parked: false, unreachable: false, loaded: store.contact.loaded || !more }
  const laid = await store.database.write([...stores], durability, (tx) => takeIn(tx, answer, pages, contact))
  await store.answered(laid, contact)
  return { laid, more: more || laid.some((each) => each.rotten), snapshots: ours.filter((page) => page.snapshot) }
}

/** A page is only for the cursor we sent, or begins its scope anew. */
function isOurs(page: Page, request: Request): boolean {
  return page.in === null ? !!page.reset : page.in === request.have[page.id]
}

async function takeIn(tx: Writing, answer: Answer, pages: Page[], contact: Contact): Promise<Laid[]> {
  const now = contact.at!
  const meta = tx.objectStore('meta')
  const epoch = (await meta.get('epoch')) as string | undefined
  if (epoch !== undefined && epoch !== answer.epoch) await sendAgain(tx)
  await Promise.all((answer.verdicts ?? []).map((said) => file(tx, said, answer.epoch, now, answer.now)))
  const laid: Laid[] = []
  for (const page of pages) laid.push(...present(await layPage(tx, page, answer.epoch)))
  for (const scope of answer.drop ?? []) laid.push(...present(await dropScope(tx, scope)))
  const done = await scopesAtRest(tx, pages, answer)
  await closeReflected(tx, laid, (scope) => done.includes(scope), answer.epoch)
  await takePhotos(tx, answer)
  if (answer.safe_through) await forget(tx, answer.safe_through, now)
  await remember(tx, answer, laid, contact)
  return laid
}

const present = (laid: Laid | null): Laid[] => (laid ? [laid] : [])

/** Scopes whose base is all the server has to say; dropped ones hold nothing more to wait for. */
async function scopesAtRest(tx: Writing, pages: Page[], answer: Answer): Promise<string[]> {
  const states = (await tx.objectStore('scopes').getAll()) as ScopeState[]
  const held = new Map(states.map((each) => [each.scope, each]))
  const done = pages.filter((page) => page.done && held.get(page.id)?.cursor === page.out).map((page) => page.id)
  return [...done, ...(answer.drop ?? []).filter((scope) => !held.has(scope))]
}

async function takePhotos(tx: Writing, answer: Answer): Promise<void> {
  const photos = tx.objectStore('photos')
  const change = async (sha: string, after: (photo: StoredPhoto) => StoredPhoto) => {
    const photo = (await photos.get(sha)) as StoredPhoto | undefined
    if (photo) await photos.put!(after(photo))
  }
  const { stored = [], wanted = [] } = answer.photos ?? {}
  await Promise.all(stored.map((sha) => change(sha, letGo)))
  await Promise.all(wanted.map((sha) => change(sha, (photo) => (photo.bytes ? { ...photo, state: 'waiting' } : photo))))
}

async function remember(tx: Writing, answer: Answer, laid: Laid[], contact: Contact): Promise<void> {
  const meta = tx.objectStore('meta')
  const report: Report[] = laid.flatMap((each) => each.report)
  const n = ((await meta.get('n')) as number | undefined) ?? 0
  await Promise.all([
    meta.put!(answer.request, 'request'),
    meta.put!(answer.epoch, 'epoch'),
    meta.put!(answer.now - contact.at!, 'off'),
    meta.put!(contact, 'contact'),
    meta.put!(report, 'report'),
    meta.put!(Math.max(n, answer.through ?? 0), 'n'),
  ])
}
