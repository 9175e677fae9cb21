// A tap becomes a change on the disk: one strict transaction that allots n and appends, and waits for nothing else.
import type { Database, Stores, Writing } from './database'
import { uuid7 } from './ids'
import type { Change, Draft, Op, OutboxEntry, Row, StoredPhoto } from './types'

/** Why a tap is not on the disk. */
export class NotSaved extends Error {
  constructor(readonly reason: 'full' | 'broken', cause: unknown) {
    super(`the tap was not saved: ${reason}`, { cause })
  }
}

/** Writes one change and its photos; resolves when the disk has them, else throws NotSaved. */
export async function tap(database: Database, ops: Op[], scopes: string[], photos: StoredPhoto[] = [], id: string = uuid7()): Promise<OutboxEntry> {
  // Nothing but what it writes: whoever reads or lays down rows, answers or pictures meanwhile holds up no tap.
  const stores: Stores = photos.length ? ['meta', 'outbox', 'photos'] : ['meta', 'outbox']
  try {
    return await database.write(stores, 'strict', (tx) => append(tx, id, ops, scopes, photos))
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    throw new NotSaved(name === 'QuotaExceededError' ? 'full' : 'broken', error)
  }
}

async function append(tx: Writing, id: string, ops: Op[], scopes: string[], photos: StoredPhoto[]): Promise<OutboxEntry> {
  const meta = tx.objectStore('meta')
  const [last = 0, off = 0] = (await Promise.all([meta.get('n'), meta.get('off')])) as (number | undefined)[]
  const n = last + 1
  const change: Change = { id, n, at: Date.now(), off, after: [], ops }
  const entry: OutboxEntry = { n, id: change.id, change, scopes: [...new Set(scopes)] }
  const written = [
    meta.put!(n, 'n'),
    tx.objectStore('outbox').add!(entry),
    ...photos.map((photo) => tx.objectStore('photos').put!(photo)),
  ]
  // At once: else the browser commits only when this thread, which may be drawing, has heard of every write.
  tx.commit()
  await Promise.all(written)
  return entry
}

/** The op of a draft, which names the revision that its author was looking at. */
export function opOf(draft: Draft, seen: Row | null): Op {
  const base = seen ? { base: `${seen.epoch}.${seen.rev}` } : {}
  if (draft.op === 'retire') return { op: 'retire', record: draft.record, ...base }
  return { ...draft, ...base }
}
