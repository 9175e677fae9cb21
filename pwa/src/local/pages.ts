// How a page of the server's rows is laid down: onto its exact cursor, with its digest, or not at all.
import { unwrap } from 'idb'
import { addToDigest, EMPTY_DIGEST, rowHash } from './canonical'
import type { Writing } from './database'
import type { Fields, Report, Row, ScopeState } from './types'

export interface WireRow {
  id: string
  rev: number
  kind?: string
  by?: string
  fields?: Fields
  retired?: boolean
  gone?: boolean
}

export interface Page {
  id: string
  in: string | null
  reset?: boolean
  out: string
  rows: WireRow[]
  done: boolean
  n?: number
  digest?: string
  /** Where the whole scope lies packed; then the page itself is empty. */
  snapshot?: string
}

export interface Laid {
  put: Row[]
  removed: { scope: string; id: string }[]
  report: Report[]
  /** The digest differed for the first time: read the scope anew at once. */
  rotten: boolean
}

export const fresh = (scope: string): ScopeState => ({
  scope,
  cursor: null,
  generation: 0,
  resetting: false,
  digest: EMPTY_DIGEST,
  count: 0,
  mismatches: 0,
})

export const within = (scope: string): IDBKeyRange => IDBKeyRange.bound([scope, ''], [scope, '\uffff'])

/** Lays one page down; null when it was computed from another cursor than ours. */
export async function layPage(tx: Writing, page: Page, epoch: string): Promise<Laid | null> {
  const known = (await tx.objectStore('scopes').get(page.id)) as ScopeState | undefined
  const begun = begin(known ?? fresh(page.id), page)
  if (!begun) return null
  const laid: Laid = { put: [], removed: [], report: [], rotten: false }
  let state: ScopeState = { ...begun, cursor: page.out }
  const held = await rowsHeld(tx, state.scope, page.rows)
  for (const row of page.rows) state = layRow(tx, state, held, row, epoch, laid)
  if (page.done) state = await finish(tx, state, page, laid)
  await tx.objectStore('scopes').put!(state)
  return laid
}

function begin(state: ScopeState, page: Page): ScopeState | null {
  if (page.reset && page.in === null) {
    return { ...state, generation: state.generation + 1, resetting: true, digest: EMPTY_DIGEST, count: 0 }
  }
  return state.cursor === page.in ? state : null
}

type Held = Map<string, Row | undefined>

/** What the phone holds of the rows on a page, asked for all at once. */
async function rowsHeld(tx: Writing, scope: string, rows: WireRow[]): Promise<Held> {
  const store = tx.objectStore('rows')
  const found = (await Promise.all(rows.map(({ id }) => store.get([scope, id])))) as (Row | undefined)[]
  return new Map(rows.map(({ id }, place) => [id, found[place]]))
}

function layRow(tx: Writing, state: ScopeState, held: Held, wire: WireRow, epoch: string, laid: Laid): ScopeState {
  const old = held.get(wire.id)
  const lost = old && old.generation === state.generation ? old.hash : null
  const counted = state.count - (lost ? 1 : 0)
  const row = wire.gone ? undefined : rowOf(state, wire, epoch)
  held.set(wire.id, row)
  if (!row) {
    if (old) remove(tx, [state.scope, wire.id])
    laid.removed.push({ scope: state.scope, id: wire.id })
    return { ...state, count: counted, digest: addToDigest(state.digest, null, lost) }
  }
  put(tx, row)
  laid.put.push(row)
  return { ...state, count: counted + 1, digest: addToDigest(state.digest, row.hash, lost) }
}

const bare = (tx: Writing): IDBObjectStore => unwrap(tx.objectStore('rows') as never) as unknown as IDBObjectStore

/** Written without a promise for each row; a row that cannot be written ends the transaction. */
export function put(tx: Writing, row: Row): void {
  bare(tx).put(row)
}

function remove(tx: Writing, key: [scope: string, id: string]): void {
  bare(tx).delete(key)
}

export function rowOf({ scope, generation }: ScopeState, wire: WireRow, epoch: string): Row {
  const fields = wire.fields ?? {}
  return {
    scope,
    id: wire.id,
    kind: wire.kind ?? '',
    rev: wire.rev,
    epoch,
    fields,
    ...(wire.by ? { by: wire.by } : {}),
    ...(wire.retired ? { retired: true } : {}),
    generation,
    hash: rowHash(wire.id, wire.rev, fields),
  }
}

async function finish(tx: Writing, state: ScopeState, page: Page, laid: Laid): Promise<ScopeState> {
  if (state.resetting) await sweep(tx, state, laid)
  if (page.digest === undefined || page.digest === state.digest) return { ...state, resetting: false, mismatches: 0 }
  laid.report.push({ code: 'digest.differs', scope: state.scope, detail: `${state.digest} against ${page.digest}` })
  laid.rotten = state.mismatches === 0
  return { ...state, resetting: false, cursor: null, mismatches: state.mismatches + 1 }
}

/** Removes what older readings of the scope left; nothing is walked when there is no more than the new reading brought. */
export async function sweep(tx: Writing, state: ScopeState, laid: Laid): Promise<void> {
  const rows = tx.objectStore('rows')
  if ((await rows.count(within(state.scope))) === state.count) return
  let cursor = await rows.openCursor(within(state.scope))
  while (cursor) {
    if (cursor.value.generation !== state.generation) {
      laid.removed.push({ scope: state.scope, id: cursor.value.id })
      await cursor.delete!()
    }
    cursor = await cursor.continue()
  }
}

/** Removes a scope that was taken away, unless an unsent change of ours names it. */
export async function dropScope(tx: Writing, scope: string): Promise<Laid | null> {
  for (const entry of await tx.objectStore('outbox').getAll()) if (entry.scopes.includes(scope)) return null
  const keys = await tx.objectStore('rows').getAllKeys(within(scope))
  await tx.objectStore('rows').delete!(within(scope))
  await tx.objectStore('scopes').delete!(scope)
  return { put: [], removed: keys.map(([, id]) => ({ scope, id })), report: [], rotten: false }
}
