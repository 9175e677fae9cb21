// A phone to test with: a person's database in memory, pages and verdicts as a server sends them.
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { addToDigest, EMPTY_DIGEST, rowHash } from '../src/local/canonical'
import { Database, databaseName } from '../src/local/database'
import type { Page, WireRow } from '../src/local/pages'
import { Store } from '../src/local/store'
import type { Answer } from '../src/exchange/answer'
import type { Request } from '../src/exchange/request'
import type { Draft, Fields, OutboxEntry } from '../src/local/types'

export const VISITS = 'visits:north-1:2026-11'
export const VISIT = '0199aaaa-0000-7000-8000-000000000001'
export const COUNT = `${VISIT}/stock_count/product/cola-330`

const inUse = new Map<string, Store>()

/** A new phone with nothing on it; the person's one before is switched off. */
export async function aPhoneOf(person: string): Promise<Store> {
  inUse.get(person)?.close()
  await deleteDB(databaseName(person))
  const database = new Database(person)
  await database.write(['meta'], 'strict', async (tx) => {
    await tx.objectStore('meta').put!('0199aaaa-0000-4000-8000-00000000000a', 'device')
    await tx.objectStore('meta').put!({ id: person, name: 'Amina', role: 'tallyman', language: 'en' }, 'person')
  })
  const phone = await Store.open(database)
  inUse.set(person, phone)
  return phone
}

export const counted = (fields: Fields, record: string = COUNT): Draft => ({ op: 'set', record, kind: 'stock_count', scope: VISITS, fields })

export async function outbox(store: Store): Promise<OutboxEntry[]> {
  return (await store.database.connection()).getAll('outbox')
}

/** A page whose digest is that of `rows` alone, unless given. */
export async function page(rows: WireRow[], given: Partial<Page> = {}): Promise<Page> {
  let digest = EMPTY_DIGEST
  for (const row of rows) if (!row.gone) digest = addToDigest(digest, await rowHash(row.id, row.rev, row.fields ?? {}), null)
  return { id: VISITS, in: null, reset: true, out: 'e1.1.', rows, done: true, digest, ...given }
}

export const row = (fields: Fields, rev = 1, id: string = COUNT): WireRow => ({ id, kind: 'stock_count', rev, fields })

let number = 0

export function asked(have: Request['have'] = {}): Request {
  number++
  return { number, body: '', changes: [], have, asked: [] }
}

export function answer(request: Request, given: Partial<Answer> = {}): Answer {
  return { request: request.number, epoch: 'e1', now: Date.now(), ...given }
}

export async function cursorOf(store: Store, scope: string = VISITS): Promise<string | null | undefined> {
  return (await (await store.database.connection()).get('scopes', scope))?.cursor
}
