// The append-only door for a change that the exchange cannot take even alone.
import type { Store } from '../local/store'
import type { OutboxEntry } from '../local/types'
import { file } from '../local/verdicts'
import { call } from './wire'

/** Hands one change over with the deposit key; true when the server keeps it. */
export async function deposit(store: Store, entry: OutboxEntry): Promise<boolean> {
  const session = await store.session()
  if (!session) return false
  const reply = await call('/api/v1/deposit', {
    method: 'POST',
    body: JSON.stringify({ device: store.device, change: entry.change }),
    authorization: `Deposit ${store.device}.${session.deposit_key}`,
  })
  if (reply.sort !== 'answer') return false
  const now = Date.now()
  await store.database.write(['outbox', 'answered'], 'strict', (tx) =>
    file(tx, { id: entry.id, verdict: 'deposited' }, '', now, now),
  )
  await store.answered([], store.contact)
  return true
}
