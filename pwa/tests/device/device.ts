// One phone as the simulator starts it: the real store and the real exchange, and a door to their insides.
import { Exchange } from '../../src/exchange/loop'
import { Database } from '../../src/local/database'
import { Store } from '../../src/local/store'
import { NotSaved } from '../../src/local/tap'
import type { Draft } from '../../src/local/types'

let store: Store

/** What a sign-in leaves on the disk. */
export interface SignedIn {
  device: string
  token: string
  deposit_key: string
  role: string
  kinds: number
}

/** Lays down what a sign-in leaves, so that the phone may start without one. */
export async function signIn(person: string, said: SignedIn): Promise<void> {
  const database = new Database(person)
  await database.write(['meta'], 'strict', async (tx) => {
    const meta = tx.objectStore('meta')
    await Promise.all([
      meta.put!(said.device, 'device'),
      meta.put!({ id: person, name: person, role: said.role, language: 'en' }, 'person'),
      meta.put!({ token: said.token, deposit_key: said.deposit_key }, 'session'),
      meta.put!({ version: said.kinds }, 'kinds'),
    ])
  })
  await database.close()
}

/** Opens the app. */
export async function start(person: string): Promise<void> {
  store = await Store.open(new Database(person))
  new Exchange(store).start()
}

/** A tap: its id and number once it is on the disk, or why it is not. */
export async function tap(drafts: Draft[]): Promise<{ id: string } | { failed: string }> {
  try {
    return { id: await store.tap(drafts) }
  } catch (error) {
    if (error instanceof NotSaved) return { failed: error.reason }
    throw error
  }
}

/** What the screens show of records: the fields, or null when there is nothing to show. */
export async function screen(records: string[]): Promise<Record<string, unknown>> {
  for (const record of records) if (/^[0-9a-f]{8}-/.test(record)) await store.memory.openVisit(record.split('/')[0]!)
  return Object.fromEntries(records.map((record) => [record, store.get(record)?.fields ?? null]))
}
