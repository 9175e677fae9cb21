// Putting the app on the home screen: how this phone does it, and whether that was said already.
import { app } from './app.svelte'

/** What Chromium offers; other browsers have only their menu. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>
}

const SEEN = 'install_seen'

class Install {
  private offer = $state.raw<InstallPrompt | null>(null)
  isInstalled = $state(matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true)
  wasSeen = $state(true)

  constructor() {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault()
      this.offer = event as InstallPrompt
    })
    addEventListener('appinstalled', () => (this.isInstalled = true))
  }

  /** `button`: the phone can be asked; otherwise by hand, in words for its kind. */
  get way(): 'button' | 'ios' | 'menu' | 'none' {
    if (this.isInstalled) return 'none'
    if (/iPhone|iPad|iPod/.test(navigator.userAgent)) return 'ios'
    if (this.offer) return 'button'
    return /Android/.test(navigator.userAgent) ? 'menu' : 'none'
  }

  async look(): Promise<void> {
    this.wasSeen = (await app.store?.database.meta<boolean>(SEEN)) ?? false
  }

  /** Said once; it stays to be read under *Me*. */
  async dismiss(): Promise<void> {
    this.wasSeen = true
    await app.store?.database.setMeta(SEEN, true)
  }

  async ask(): Promise<void> {
    const { offer } = this
    this.offer = null
    await this.dismiss()
    await offer?.prompt()
  }
}

export const install = new Install()
