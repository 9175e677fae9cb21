// When the person's own changes were made and when the office had them; what waits has no second moment.
import type { Store } from './store'

export async function sentBetween(store: Store, from: number, until: number): Promise<{ made_at: number; received_at?: number | undefined }[]> {
  const db = await store.database.connection()
  const [answered, outbox] = await Promise.all([db.getAll('answered'), db.getAll('outbox')])
  const all = [...answered.map(({ change, received_at }) => ({ made_at: change.at, received_at })), ...outbox.map(({ change }) => ({ made_at: change.at }))]
  return all.filter(({ made_at }) => made_at >= from && made_at < until)
}
