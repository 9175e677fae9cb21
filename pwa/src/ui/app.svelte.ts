// What is open on the phone now: whose store, which kinds, which version of the memory is on the screen.
import { Catalogue, EMPTY } from '../kinds/catalogue'
import type { Kind } from '../kinds/types'
import type { Seen } from '../local/overlay'
import type { OfficeMap } from '../local/map_file'
import { NO_CONTACT, type Store, type Waiting } from '../local/store'
import { NotSaved } from '../local/tap'
import type { Contact, Draft, Preferences, StoredPhoto } from '../local/types'
import { space } from './space.svelte'
import { spoken } from './words.svelte'

const NOTHING: Waiting = { changes: 0, photos: 0, set_aside: 0 }

class App {
  store = $state.raw<Store | null>(null)
  catalogue = $state.raw<Catalogue>(EMPTY)
  /** Grows whenever memory changes; every reader below depends on it. */
  version = $state(0)
  waiting = $state.raw<Waiting>(NOTHING)
  contact = $state.raw<Contact>(NO_CONTACT)
  preferences = $state.raw<Preferences>({ language: 'en', theme: 'auto', hand: 'right' })
  /** Taps on their way to the disk. */
  saving = $state(0)
  notSaved = $state.raw<'full' | 'broken' | null>(null)
  today = $state(localDay(Date.now()))
  /** Everything is in memory; before, only the screen of the day may be shown. */
  isWhole = $state(false)
  /** The way to the office's map, given by who may speak to the office. */
  officeMap!: () => Promise<OfficeMap>
  private kindsTag = ''

  /** Puts a person's store on the screen. */
  async open(store: Store): Promise<void> {
    this.store = store
    await Promise.all([this.readKinds(), spoken.speak(store.preferences.language)])
    this.show()
    store.signals.on((signal) => {
      if (signal === 'changed' || signal === 'shown') {
        this.show()
        void this.readKinds()
      }
    })
  }

  close(): void {
    this.store = null
    this.waiting = NOTHING
  }

  private show(): void {
    const { store } = this
    if (!store) return
    this.isWhole = store.isWhole
    this.waiting = store.waiting
    this.contact = store.contact
    this.preferences = store.preferences
    void spoken.speak(store.preferences.language)
    this.today = localDay(Date.now())
    this.version++
  }

  private async readKinds(): Promise<void> {
    const tag = (await this.store?.database.meta<string>('kinds_tag')) ?? ''
    if (tag === this.kindsTag) return
    const told = await this.store?.database.meta<{ version: number; kinds: Kind[] }>('kinds')
    if (!told) return
    this.kindsTag = tag
    this.catalogue = new Catalogue(told.version, told.kinds)
  }

  /** The first reading is under way: what was recorded elsewhere today may not be here yet. */
  get isFirstLoad(): boolean {
    return !this.contact.loaded && !this.contact.parked && !this.contact.unreachable
  }

  redraw(): void {
    this.show()
  }

  get(id: string | undefined): Seen | undefined {
    void this.version
    return id ? this.store?.get(id) : undefined
  }

  all(kind: string): Seen[] {
    void this.version
    return this.store?.all(kind) ?? []
  }

  /** Saves one change; null when the disk did not take it, and then the screen says so. */
  async save(drafts: Draft[], photos: StoredPhoto[] = [], id?: string): Promise<string | null> {
    if (!this.store || drafts.length === 0) return null
    this.saving++
    try {
      const change = await this.tapWithRoom(this.store, drafts, photos, id)
      this.notSaved = null
      return change
    } catch (error) {
      if (!(error instanceof NotSaved)) throw error
      this.notSaved = error.reason
      return null
    } finally {
      this.saving--
    }
  }

  /** A full disk is given one more chance, when something could go that the office holds. */
  private async tapWithRoom(store: Store, drafts: Draft[], photos: StoredPhoto[], id?: string): Promise<string> {
    try {
      return await store.tap(drafts, photos, id)
    } catch (error) {
      if (!(error instanceof NotSaved) || error.reason !== 'full' || !(await space.makeRoom(store))) throw error
      return store.tap(drafts, photos, id)
    }
  }

  async prefer(part: Partial<Preferences>): Promise<void> {
    const kept = this.store?.prefer({ ...this.preferences, ...part })
    this.show()
    await kept
  }

  exchangeNow(): void {
    this.store?.signals.tell('exchange')
  }
}

/** The local date of an instant, `YYYY-MM-DD`. */
export function localDay(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

export const app = new App()
