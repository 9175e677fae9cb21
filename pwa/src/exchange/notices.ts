// Getting notices when the app is closed: asked for by the person, told to the office, taken back at signing out.
import type { Store } from '../local/store'
import { call } from './wire'

const WANTED = 'notices'

export type Asked = 'on' | 'refused' | 'failed'

/** Asks the phone, then the browser, then the office; on a tap only. */
export async function askForNotices(store: Store): Promise<Asked> {
  if ((await Notification.requestPermission()) !== 'granted') return 'refused'
  const isOn = await renew(store).catch(() => false)
  if (isOn) await store.database.setMeta(WANTED, true)
  return isOn ? 'on' : 'failed'
}

/** Browsers change where notices go when they like: told anew at every start, for those who asked for them. */
export async function keepNotices(store: Store): Promise<void> {
  if (!(await wantsNotices(store)) || Notification.permission !== 'granted') return
  await renew(store).catch(() => undefined)
}

export async function wantsNotices(store: Store): Promise<boolean> {
  return 'PushManager' in globalThis && ((await store.database.meta<boolean>(WANTED)) ?? false)
}

async function renew(store: Store): Promise<boolean> {
  const authorization = await bearer(store)
  const told = authorization ? await call('/api/v1/notices/key', { authorization }) : null
  if (told?.sort !== 'answer') return false
  const { pushManager } = await navigator.serviceWorker.ready
  const subscribe = () => pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: told.body.key as string })
  // One made with another key (the server lost its own) stands in the way.
  const subscription = await subscribe().catch(async () => {
    await (await pushManager.getSubscription())?.unsubscribe()
    return subscribe()
  })
  const reply = await call('/api/v1/notices/subscription', { method: 'PUT', authorization, body: JSON.stringify(subscription) })
  return reply.sort === 'answer'
}

/** No notice comes any more, and those that stand are closed. */
export async function endNotices(store: Store): Promise<void> {
  if (!(await wantsNotices(store))) return
  await store.database.setMeta(WANTED, false)
  const registration = await navigator.serviceWorker.ready
  for (const notice of await registration.getNotifications()) notice.close()
  await (await registration.pushManager.getSubscription())?.unsubscribe().catch(() => false)
  const authorization = await bearer(store)
  if (authorization) await call('/api/v1/notices/subscription', { method: 'DELETE', authorization })
}

async function bearer(store: Store): Promise<string | null> {
  const session = await store.session()
  return session?.token ? `Bearer ${session.token}` : null
}
