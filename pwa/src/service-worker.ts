// Keeps the built files so that the app opens without any network. It never touches the API or the desk,
// and a new version takes over only when the page says that no visit is open.
declare const PRECACHE: [url: string, integrity: string][]
/** Heavy files that not everybody needs: kept when they are first used, or when the page has time for them. */
declare const LATER: [url: string, integrity: string][]
/** What draws the map with streets: kept when the map is opened first, and from then on with every version. */
declare const STREETS: [url: string, integrity: string][]
declare const BUILD: string

const worker = self as any
const NAME = `tallyround-${BUILD}`
const NOT_OURS = /^\/(api|office|healthz)(\/|$)/

worker.addEventListener('install', (event: any) => event.waitUntil(install()))
worker.addEventListener('activate', (event: any) => event.waitUntil(takeOver()))

async function install(): Promise<void> {
  await fill((await hasStreets()) ? [...PRECACHE, ...STREETS] : PRECACHE)
}

/** Whether the version before this one drew the map here. */
async function hasStreets(): Promise<boolean> {
  const names = (await caches.keys()).filter((name) => name.startsWith('tallyround-'))
  const files = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
  return files.flat().some(({ url }) => /\/assets\/streets/i.test(url))
}

async function fill(files: [url: string, integrity: string][]): Promise<void> {
  const cache = await caches.open(NAME)
  await Promise.all(
    files.map(async ([url, integrity]) => {
      if (await cache.match(url)) return
      const mode = url.startsWith('/assets/') ? 'default' : 'reload'
      const response = await fetch(url, { integrity, cache: mode, credentials: 'omit' })
      if (!response.ok) throw new Error(`${url}: ${response.status}`)
      await cache.put(url, response)
    }),
  )
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('tallyround-') && name !== NAME) await caches.delete(name)
  }
  await worker.clients.claim()
}

worker.addEventListener('fetch', (event: any) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin || NOT_OURS.test(url.pathname)) return
  event.respondWith(fromCache(event.request, url.pathname))
})

async function fromCache(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(NAME)
  const kept = await cache.match(path)
  const part = [LATER, STREETS].find((files) => files.some(([url]) => url === path))
  if (kept || !part) return kept ?? fetch(request)
  await fill(part)
  return (await cache.match(path)) ?? fetch(request)
}

worker.addEventListener('message', (event: any) => {
  if (event.data === 'activate') void worker.skipWaiting()
  if (event.data === 'keep-later') event.waitUntil(fill(LATER).catch(() => undefined))
})

/** Background Sync, where it exists, only knocks; the page does the exchange. */
worker.addEventListener('sync', (event: any) => event.waitUntil(knock()))

async function knock(): Promise<void> {
  for (const client of await worker.clients.matchAll({ type: 'window' })) client.postMessage('exchange')
}

interface Notice {
  sort: string
  title: string
  body: string
  language: string
  /** An address of ours. */
  opens: string
}

/** What came back is told in the words the server sent; a notice of the same sort takes the place of the one before. */
worker.addEventListener('push', (event: any) => event.waitUntil(show(event.data?.json() ?? {})))

async function show({ sort, title, body, language, opens }: Partial<Notice>): Promise<void> {
  await worker.registration.showNotification(title ?? 'Tallyround', { body, tag: sort, lang: language, icon: '/icons/icon-192.png', data: { opens: opens ?? '/' } })
  await knock()
}

worker.addEventListener('notificationclick', (event: any) => {
  event.notification.close()
  event.waitUntil(bring(event.notification.data.opens))
})

/** To the app that is open, else to a new one; the desk's pages always in a window of their own. */
async function bring(opens: string): Promise<void> {
  const [client] = await worker.clients.matchAll({ type: 'window' })
  if (!client || !opens.startsWith('/#')) return void (await worker.clients.openWindow(opens))
  client.postMessage({ opens })
  await client.focus()
}
