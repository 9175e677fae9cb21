// A tap becomes a change on the disk: one strict transaction that allots n and appends.
import type { Database, Writing } from './database'
import { uuid7 } from './ids'
import type { Change, Draft, Op, OutboxEntry, Row, StoredPhoto } from './types'

/** Why a tap is not on the disk. */
export class NotSaved extends Error {
  constructor(readonly reason: 'full' | 'broken', cause: unknown) {
    super(`the tap was not saved: ${reason}`, { cause })
  }
}

/** Writes one change and its photos; resolves when the disk has them, else throws NotSaved. */
export async function tap(
  database: Database,
  drafts: Draft[],
  photos: StoredPhoto[] = [],
  id: string = uuid7(),
): Promise<OutboxEntry> {
  try {
    return await database.write(['meta', 'rows', 'outbox', 'photos'], 'strict', (tx) => append(tx, id, drafts, photos))
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    throw new NotSaved(name === 'QuotaExceededError' ? 'full' : 'broken', error)
  }
}

async function append(tx: Writing, id: string, drafts: Draft[], photos: StoredPhoto[]): Promise<OutboxEntry> {
  const meta = tx.objectStore('meta')
  const [last = 0, off = 0, ...ops] = (await Promise.all([meta.get('n'), meta.get('off'), ...drafts.map((draft) => based(tx, draft))])) as [
    number | undefined,
    number | undefined,
    ...Op[],
  ]
  const n = last + 1
  const now = Date.now()
  const change: Change = { id, n, at: now, off, after: [], ops }
  const entry: OutboxEntry = { n, id: change.id, change, scopes: [...new Set(drafts.map((each) => each.scope))] }
  await Promise.all([
    meta.put!(n, 'n'),
    tx.objectStore('outbox').add!(entry),
    ...photos.map((photo) => tx.objectStore('photos').put!(photo)),
  ])
  return entry
}

async function based(tx: Writing, draft: Draft): Promise<Op> {
  const row = (await tx.objectStore('rows').get([draft.scope, draft.record])) as Row | undefined
  const base = row ? { base: `${row.epoch}.${row.rev}` } : {}
  if (draft.op === 'retire') return { op: 'retire', record: draft.record, ...base }
  return { ...draft, ...base }
}
