// Taking in an answer in three steps, each a transaction: verdicts, then rows with their cursors, then where we stand.
// A phone that dies between two of them asks for what follows again.
import { letGo } from '../local/photos'
import { dropScope, layPage, type Laid, type Page } from '../local/pages'
import { closeReflected } from '../local/reflected'
import type { Store } from '../local/store'
import type { Database, Stores, Writing } from '../local/database'
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
  const more = !!answer.more || ours.some((page) => !page.done)
  const contact: Contact = { at: Date.now(), parked: false, unreachable: false, loaded: store.contact.loaded || !more }
  await fileVerdicts(store.database, answer, contact.at!)
  const laid = await layDown(store.database, answer, pages, contact.at!)
  await remember(store.database, answer, laid, contact)
  await store.answered(laid, contact)
  return { laid, more: more || laid.some((each) => each.rotten), snapshots: ours.filter((page) => page.snapshot) }
}

/** A page is only for the cursor we sent, or begins its scope anew. */
function isOurs(page: Page, request: Request): boolean {
  return page.in === null ? !!page.reset : page.in === request.have[page.id]
}

/** What concerns the person's own work: short, so that a tap made meanwhile waits for little, and durable. */
async function fileVerdicts(database: Database, answer: Answer, now: number): Promise<void> {
  const { verdicts = [], photos: { stored = [], wanted = [] } = {} } = answer
  const epoch = await database.meta<string>('epoch')
  const isNew = epoch !== answer.epoch
  const hasPhotos = stored.length + wanted.length > 0
  if (!verdicts.length && !isNew && !hasPhotos) return
  const stores: Stores = ['outbox', 'answered', ...(isNew ? (['meta'] as const) : []), ...(hasPhotos ? (['photos'] as const) : [])]
  await database.write(stores, 'strict', async (tx) => {
    if (isNew && epoch !== undefined) await sendAgain(tx)
    if (isNew) await tx.objectStore('meta').put!(answer.epoch, 'epoch')
    await Promise.all(verdicts.map((said) => file(tx, said, answer.epoch, now, answer.now)))
    if (hasPhotos) await takePhotos(tx, stored, wanted)
  })
}

class Differs extends Error {}

/** The server's rows with their cursors. Only a difference, which is rare, must be kept together with its report. */
async function layDown(database: Database, answer: Answer, pages: Page[], now: number): Promise<Laid[]> {
  const stores: Stores = ['rows', 'scopes', 'answered', ...(answer.drop?.length ? (['outbox'] as const) : [])]
  try {
    return await database.write(stores, 'relaxed', async (tx) => {
      const laid = await layAll(tx, answer, pages, now)
      if (laid.some((each) => each.report.length)) throw new Differs()
      return laid
    })
  } catch (error) {
    if (!(error instanceof Differs)) throw error
    return database.write([...stores, 'meta'], 'relaxed', async (tx) => {
      const laid = await layAll(tx, answer, pages, now)
      await tx.objectStore('meta').put!(laid.flatMap((each) => each.report), 'report')
      return laid
    })
  }
}

async function layAll(tx: Writing, answer: Answer, pages: Page[], now: number): Promise<Laid[]> {
  const laid: Laid[] = []
  for (const page of pages) laid.push(...present(await layPage(tx, page, answer.epoch)))
  for (const scope of answer.drop ?? []) laid.push(...present(await dropScope(tx, scope)))
  const done = await scopesAtRest(tx, pages, answer)
  await closeReflected(tx, laid, (scope) => done.includes(scope), answer.epoch)
  if (answer.safe_through) await forget(tx, answer.safe_through, now)
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

async function takePhotos(tx: Writing, stored: string[], wanted: string[]): Promise<void> {
  const photos = tx.objectStore('photos')
  const change = async (sha: string, after: (photo: StoredPhoto) => StoredPhoto) => {
    const photo = (await photos.get(sha)) as StoredPhoto | undefined
    if (photo) await photos.put!(after(photo))
  }
  await Promise.all(stored.map((sha) => change(sha, letGo)))
  await Promise.all(wanted.map((sha) => change(sha, (photo) => (photo.bytes ? { ...photo, state: 'waiting' } : photo))))
}

/** How far the conversation has come: last, for what was laid down before is asked for again when this is lost. */
async function remember(database: Database, answer: Answer, laid: Laid[], contact: Contact): Promise<void> {
  const isReported = laid.some((each) => each.report.length)
  await database.write(['meta'], 'relaxed', async (tx) => {
    const meta = tx.objectStore('meta')
    const written = [
      meta.put!(answer.request, 'request'),
      meta.put!(answer.now - contact.at!, 'off'),
      meta.put!(contact, 'contact'),
      ...(isReported ? [] : [meta.put!([] satisfies Report[], 'report')]),
    ]
    const n = ((await meta.get('n')) as number | undefined) ?? 0
    if ((answer.through ?? 0) > n) written.push(meta.put!(answer.through, 'n'))
    await Promise.all(written)
  })
}
