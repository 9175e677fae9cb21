// Asking for the list of kinds, so that one added at the server is recordable here without a new version.
import type { Store } from '../local/store'
import { call } from './wire'

const EVERY_MS = 120_000
let askedAt = 0

/** Forgets when it asked, so that the next exchange asks again. */
export function doubtKinds(): void {
  askedAt = 0
}

/** Fetches the kinds if they were not asked for lately. */
export async function fetchKinds(store: Store, now: number = Date.now()): Promise<void> {
  const known = await store.database.meta<{ version: number }>('kinds')
  if (known && now - askedAt < EVERY_MS) return
  const tag = known ? await store.database.meta<string>('kinds_tag') : undefined
  const reply = await call('/api/v1/kinds', { headers: tag ? { 'If-None-Match': tag } : {} })
  if (reply.sort !== 'answer') return
  askedAt = now
  if (reply.status === 304) return
  const etag = reply.headers.get('ETag') ?? String(now)
  await store.database.write(['meta'], 'relaxed', async (tx) => {
    await Promise.all([tx.objectStore('meta').put!(reply.body, 'kinds'), tx.objectStore('meta').put!(etag, 'kinds_tag')])
  })
  store.signals.tell('changed')
}
