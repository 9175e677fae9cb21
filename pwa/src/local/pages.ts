// How a page of the server's rows is laid down: onto its exact cursor, with its digest, or not at all.
import { addToDigest, EMPTY_DIGEST, rowHash } from './canonical'
import type { Writing } from './database'
import type { AnsweredEntry, Fields, Report, Row, ScopeState } from './types'

export interface WireRow {
  id: string
  rev: number
  kind?: string
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
}

/** A page with its rows hashed, since nothing may be awaited but the database inside a transaction. */
export interface HashedPage extends Page {
  hashes: Map<string, string>
}

export interface Laid {
  put: Row[]
  removed: { scope: string; id: string }[]
  report: Report[]
  /** The digest differed for the first time: read the scope anew at once. */
  rotten: boolean
}

export async function hashed(page: Page): Promise<HashedPage> {
  const alive = page.rows.filter((row) => !row.gone)
  const hashes = await Promise.all(alive.map((row) => rowHash(row.id, row.rev, row.fields ?? {})))
  return { ...page, hashes: new Map(alive.map((row, place) => [row.id, hashes[place]!])) }
}

const fresh = (scope: string): ScopeState => ({
  scope,
  cursor: null,
  generation: 0,
  resetting: false,
  digest: EMPTY_DIGEST,
  count: 0,
  mismatches: 0,
})

/** Lays one page down; null when it was computed from another cursor than ours. */
export async function layPage(tx: Writing, page: HashedPage, epoch: string): Promise<Laid | null> {
  const known = (await tx.objectStore('scopes').get(page.id)) as ScopeState | undefined
  const begun = begin(known ?? fresh(page.id), page)
  if (!begun) return null
  const laid: Laid = { put: [], removed: [], report: [], rotten: false }
  let state: ScopeState = { ...begun, cursor: page.out }
  for (const row of page.rows) state = await layRow(tx, state, page, row, epoch, laid)
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

async function layRow(
  tx: Writing,
  state: ScopeState,
  page: HashedPage,
  wire: WireRow,
  epoch: string,
  laid: Laid,
): Promise<ScopeState> {
  const rows = tx.objectStore('rows')
  const old = (await rows.get([state.scope, wire.id])) as Row | undefined
  const lost = old && old.generation === state.generation ? old.hash : null
  const counted = state.count - (lost ? 1 : 0)
  if (wire.gone) {
    if (old) await rows.delete!([state.scope, wire.id])
    laid.removed.push({ scope: state.scope, id: wire.id })
    return { ...state, count: counted, digest: addToDigest(state.digest, null, lost) }
  }
  const row = rowOf(state, page, wire, epoch)
  await rows.put!(row)
  laid.put.push(row)
  return { ...state, count: counted + 1, digest: addToDigest(state.digest, row.hash, lost) }
}

function rowOf(state: ScopeState, page: HashedPage, wire: WireRow, epoch: string): Row {
  return {
    scope: state.scope,
    id: wire.id,
    kind: wire.kind ?? '',
    rev: wire.rev,
    epoch,
    fields: wire.fields ?? {},
    ...(wire.retired ? { retired: true } : {}),
    generation: state.generation,
    hash: page.hashes.get(wire.id)!,
  }
}

async function finish(tx: Writing, state: ScopeState, page: Page, laid: Laid): Promise<ScopeState> {
  if (state.resetting) await sweep(tx, state, laid)
  if (page.digest === undefined || page.digest === state.digest) return { ...state, resetting: false, mismatches: 0 }
  laid.report.push({ code: 'digest.differs', scope: state.scope, detail: `${state.digest} against ${page.digest}` })
  laid.rotten = state.mismatches === 0
  return { ...state, resetting: false, cursor: null, mismatches: state.mismatches + 1 }
}

async function sweep(tx: Writing, state: ScopeState, laid: Laid): Promise<void> {
  const within = IDBKeyRange.bound([state.scope, ''], [state.scope, '\uffff'])
  let cursor = await tx.objectStore('rows').openCursor(within)
  while (cursor) {
    if (cursor.value.generation !== state.generation) {
      laid.removed.push({ scope: state.scope, id: cursor.value.id })
      await cursor.delete!()
    }
    cursor = await cursor.continue()
  }
}

/** Lets answered changes leave the overlay where the base now holds them, or can never hold them again. */
export async function closeReflected(tx: Writing, laid: Laid[], done: string[], epoch: string): Promise<void> {
  const gone = new Set(laid.flatMap((each) => each.removed.map((row) => `${row.scope}\n${row.id}`)))
  const showing = (await tx.objectStore('answered').index('showing').getAll(1)) as AnsweredEntry[]
  for (const entry of showing) {
    const open: string[] = []
    for (const record of entry.open) {
      if (!(await isReflected(tx, entry, record, gone, done, epoch))) open.push(record)
    }
    if (open.length < entry.open.length) await tx.objectStore('answered').put!(withOpen(entry, open))
  }
}

async function isReflected(
  tx: Writing,
  entry: AnsweredEntry,
  record: string,
  gone: Set<string>,
  done: string[],
  epoch: string,
): Promise<boolean> {
  const at = entry.at[record]
  if (!at) return entry.verdict === 'accepted' || entry.verdict === 'merged'
  const row = (await tx.objectStore('rows').get([at[0], record])) as Row | undefined
  if (row) return row.epoch === entry.epoch && row.rev >= at[2]
  return gone.has(`${at[0]}\n${record}`) || (entry.epoch === epoch && done.includes(at[0]))
}

export function withOpen(entry: AnsweredEntry, open: string[]): AnsweredEntry {
  const { showing: _, ...rest } = entry
  return open.length ? { ...rest, open, showing: 1 } : { ...rest, open }
}

/** Removes a scope that was taken away, unless an unsent change of ours names it. */
export async function dropScope(tx: Writing, scope: string): Promise<Laid | null> {
  for (const entry of await tx.objectStore('outbox').getAll()) if (entry.scopes.includes(scope)) return null
  const laid: Laid = { put: [], removed: [], report: [], rotten: false }
  let cursor = await tx.objectStore('rows').openCursor(IDBKeyRange.bound([scope, ''], [scope, '\uffff']))
  while (cursor) {
    laid.removed.push({ scope, id: cursor.value.id })
    await cursor.delete!()
    cursor = await cursor.continue()
  }
  await tx.objectStore('scopes').delete!(scope)
  return laid
}
