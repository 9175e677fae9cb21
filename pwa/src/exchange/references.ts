// How agreed displays should look: photos of them that colleagues took are fetched small, so that they are there without signal.
import { keepReference, referencesToFetch } from '../local/references'
import type { Store } from '../local/store'

const AT_ONCE = 20
const TIMEOUT_MS = 20_000

/** Fetches some that are missing; what the office does not have yet is asked for another time. */
export async function fetchReferences(store: Store): Promise<void> {
  const session = await store.session()
  if (!session?.token) return
  const missing = (await referencesToFetch(store.database)).slice(0, AT_ONCE)
  for (const { sha, display } of missing) {
    const thumb = await small(sha, display, session.token)
    if (thumb === 'silence') return
    if (thumb) await keepReference(store.database, sha, display, thumb)
  }
  if (missing.length) store.signals.tell('changed')
}

async function small(sha: string, display: string, token: string): Promise<ArrayBuffer | null | 'silence'> {
  try {
    const headers = { Authorization: `Bearer ${token}`, 'X-Tallyround': '1' }
    const path = `/api/v1/photos/${sha}/of/${encodeURI(display)}?size=thumb`
    const response = await fetch(path, { headers, credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) })
    return response.ok ? await response.arrayBuffer() : null
  } catch {
    return 'silence'
  }
}
