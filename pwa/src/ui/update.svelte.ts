// A new version of the app waits until no visit is open, and then asks.
import { app } from './app.svelte'
import { here } from './place.svelte'

class Update {
  private waiting = $state.raw<ServiceWorker | null>(null)
  private isTaking = false

  get canTake(): boolean {
    return this.waiting !== null && here.place.screen !== 'visit' && !app.all('visit').some(isOpenToday)
  }

  /** Registers the service worker and watches for the next version. */
  async watch(onKnock: () => void): Promise<void> {
    if (!('serviceWorker' in navigator)) return
    const registration = await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' })
    this.notice(registration)
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', () => this.notice(registration))
      this.notice(registration) // a small one may be through before this is heard
    })
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      if (data === 'exchange') onKnock()
      if (typeof data?.opens === 'string') location.assign(data.opens)
    })
    navigator.serviceWorker.addEventListener('controllerchange', () => this.isTaking && location.reload())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void registration.update().catch(() => undefined)
    })
  }

  private notice(registration: ServiceWorkerRegistration): void {
    this.waiting = navigator.serviceWorker.controller ? registration.waiting : null
  }

  take(): void {
    this.isTaking = true
    this.waiting?.postMessage('activate')
  }
}

function isOpenToday({ fields }: { fields: { [name: string]: unknown } }): boolean {
  return fields.outcome === undefined && new Date(Number(fields.started_at)).toDateString() === new Date().toDateString()
}

export const update = new Update()

/** When there is time and the line is not metered, the heavy parts are kept too, so that they open without signal. */
export async function keepLater(): Promise<void> {
  const line = (navigator as { connection?: { saveData?: boolean } }).connection
  if (line?.saveData) return
  const registration = await navigator.serviceWorker?.ready.catch(() => undefined)
  registration?.active?.postMessage('keep-later')
}

/** Asks the browser to knock when the network is back, where it can. */
export async function askForKnock(): Promise<void> {
  const registration = await navigator.serviceWorker?.ready.catch(() => undefined)
  const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync
  await sync?.register('exchange').catch(() => undefined)
}
