// Signing in and out: the only moments at which the phone needs the server.
import { Database } from '../local/database'
import { forgetSignedIn, rememberSignedIn } from '../local/people'
import { NO_CONTACT, type Store } from '../local/store'
import type { Person, Preferences } from '../local/types'
import { call, type Reply } from './wire'

export type SignIn = { ok: true; database: Database } | { ok: false; why: 'offline' | 'wrong' | 'slow_down' | 'refused'; detail: string }

/** Signs a person in on her own database; what she had not sent is still there. */
export async function signIn(id: string, password: string, language: 'en' | 'zh', isChosen: boolean): Promise<SignIn> {
  const database = new Database(id)
  const known = await database.meta<string>('device')
  const device = known ?? crypto.randomUUID()
  const reply = await call('/api/v1/session', {
    method: 'POST',
    body: JSON.stringify({ person: id, password, device, name: deviceName() }),
    headers: { 'Accept-Language': language },
    cookie: true,
  })
  if (reply.sort !== 'answer') {
    await (known ? database.close() : database.remove())
    return refused(reply)
  }
  await keep(database, device, reply.body, isChosen ? language : undefined)
  return { ok: true, database }
}

function refused(reply: Exclude<Reply, { sort: 'answer' }>): SignIn {
  if (reply.sort === 'silence') return { ok: false, why: 'offline', detail: '' }
  const why = reply.status === 401 ? 'wrong' : reply.status === 429 ? 'slow_down' : 'refused'
  return { ok: false, why, detail: reply.detail }
}

export async function keep(database: Database, device: string, said: any, chosen: 'en' | 'zh' | undefined): Promise<void> {
  const person: Person = said.person
  const session = { token: said.token as string, deposit_key: said.deposit_key as string }
  await database.write(['meta'], 'strict', async (tx) => {
    const meta = tx.objectStore('meta')
    const preferences = (await meta.get('preferences')) as Preferences | undefined
    const contact = (await meta.get('contact')) as object | undefined
    await Promise.all([
      meta.put!(device, 'device'),
      meta.put!(person, 'person'),
      meta.put!(session, 'session'),
      meta.put!(said.now - Date.now(), 'off'),
      meta.put!({ theme: 'auto', hand: 'right', language: person.language, ...preferences, ...(chosen ? { language: chosen } : {}) }, 'preferences'),
      meta.put!({ ...NO_CONTACT, ...contact, parked: false, unreachable: false }, 'contact'),
    ])
  })
  await rememberSignedIn(database.person)
}

export function deviceName(): string {
  const agent = navigator.userAgent
  const browser = /(Firefox|Edg|Chrome|Safari)\//.exec(agent)?.[1] ?? 'Browser'
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(agent)?.[1] ?? ''
  return system ? `${browser} on ${system}` : browser
}

/** Ends the session. Unsent work stays on the phone for the next sign-in; without any, everything goes. */
export async function signOut(store: Store): Promise<void> {
  const session = await store.session()
  const unsent = store.waiting.changes + store.waiting.photos + store.waiting.set_aside > 0
  const person = store.database.person
  await (await import('./notices')).endNotices(store)
  await store.database.setMeta('session', { token: null, deposit_key: session?.deposit_key ?? '' })
  await call('/api/v1/session', { method: 'DELETE', authorization: session?.token ? `Bearer ${session.token}` : null, cookie: true })
  store.signals.tell('signed_out')
  store.signals.close()
  if (unsent) await store.database.end()
  else await store.database.remove()
  await forgetSignedIn(person, !unsent)
}

/** Tells the server the language chosen on the phone; the phone does not wait for it. */
export async function tellLanguage(store: Store, language: 'en' | 'zh'): Promise<void> {
  const session = await store.session()
  if (!session?.token) return
  await call('/api/v1/session', {
    method: 'PATCH',
    body: JSON.stringify({ language }),
    authorization: `Bearer ${session.token}`,
  })
}
