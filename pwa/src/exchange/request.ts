// What the phone says in one exchange: what it made, what it holds, how it stands.
import type { Store } from '../local/store'
import { photosToAskFor } from '../local/photos'
import type { Change, OutboxEntry, Report, ScopeState } from '../local/types'

export interface Request {
  number: number
  body: string
  changes: OutboxEntry[]
  have: { [scope: string]: string }
  asked: string[]
}

export interface Budget {
  rows: number
  bytes: number
}

export const BATCH = { changes: 200, bytes: 128 * 1024 }

/** The first changes of the outbox that fit into one request; one at the least. */
export function batch(entries: OutboxEntry[], limit: number, bytes: number = BATCH.bytes): OutboxEntry[] {
  const taken: OutboxEntry[] = []
  let size = 0
  for (const entry of entries.slice(0, limit)) {
    size += JSON.stringify(entry.change).length
    if (taken.length && size > bytes) break
    taken.push(entry)
  }
  return taken
}

/** Builds the request; the same request sent twice is the same bytes. */
export async function build(store: Store, limit: number, budget: Budget, boot: string, snapshots: boolean): Promise<Request> {
  const db = await store.database.connection()
  const [outbox, scopes, made, kinds, last, report, asked, persisted] = await Promise.all([
    db.getAll('outbox', undefined, limit),
    db.getAll('scopes') as Promise<ScopeState[]>,
    store.database.meta<number>('n'),
    store.database.meta<{ version: number }>('kinds'),
    store.database.meta<number>('request'),
    store.database.meta<Report[]>('report'),
    photosToAskFor(store.database),
    navigator.storage?.persisted?.() ?? false,
  ])
  const changes = batch(outbox, limit)
  const have = Object.fromEntries(scopes.map(({ scope, cursor }) => [scope, cursor ?? '']))
  const number = (last ?? 0) + 1
  const said = {
    device: store.device,
    request: number,
    kinds: kinds?.version ?? 0,
    clock: { wall: Date.now(), mono: Math.round(performance.now()), boot },
    made: made ?? 0,
    unsent: await db.count('outbox'),
    photos_unsent: store.waiting.photos,
    storage_persisted: persisted,
    changes: changes.map((entry): Change => entry.change),
    have,
    budget,
    snapshots,
    photos_asked: asked,
    report: report ?? [],
  }
  return { number, body: JSON.stringify(said), changes, have, asked }
}
