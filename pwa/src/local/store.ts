// Everything one person has on this phone, behind one door for the screens and one for the exchange.
import { Database } from './database'
import { weekdayOf } from './first_look'
import { Memory } from './memory'
import type { Seen } from './overlay'
import type { Laid } from './pages'
import { Removals } from './removals'
import { clearHalves } from './snapshots'
import { Signals } from './signals'
import { opOf, tap } from './tap'
import type { Contact, Draft, Person, Preferences, Row, Session, StoredPhoto } from './types'

export interface Waiting {
  changes: number
  photos: number
  set_aside: number
}

export const NO_CONTACT: Contact = { at: null, parked: false, unreachable: false, loaded: false }
const LEASE_MS = 30 * 86_400_000

export class Store {
  readonly memory: Memory
  readonly signals: Signals
  readonly removals: Removals
  /** Everything is in memory, not only what the day's screen needs. */
  isWhole = false
  waiting: Waiting = { changes: 0, photos: 0, set_aside: 0 }
  contact: Contact = NO_CONTACT
  preferences!: Preferences
  who!: Person
  device!: string

  private constructor(readonly database: Database) {
    this.memory = new Memory(database)
    this.signals = new Signals(database.person)
    this.removals = new Removals(database, this.memory, (drafts) => this.tap(drafts))
  }

  /** Opens the person's database; works without any network. With `today`, only what that day's screen needs is read. */
  static async open(database: Database, today?: Date): Promise<Store> {
    const store = new Store(database)
    await store.tidy()
    await store.look()
    if (today) await store.memory.glance(weekdayOf(today))
    else await store.memory.load()
    store.isWhole = !today
    await store.count()
    await store.removals.resume()
    store.signals.on((signal, elsewhere) => {
      if (elsewhere && signal === 'changed') void store.refresh().then(() => store.signals.tell('shown', false), (error) => store.unlessOver(error))
    })
    return store
  }

  /** Reads everything anew: after a first look, and when another tab wrote. */
  async refresh(): Promise<void> {
    await this.look()
    await this.memory.load()
    await this.count()
    this.isWhole = true
  }

  /** Whoever signed out elsewhere took the database along: there is nothing to show any more. */
  private unlessOver(error: unknown): void {
    if (!this.database.isOver) throw error
  }

  private async look(): Promise<void> {
    const [who, device, preferences] = await Promise.all([
      this.database.meta<Person>('person'),
      this.database.meta<string>('device'),
      this.database.meta<Preferences>('preferences'),
    ])
    this.who = who!
    this.device = device!
    this.preferences = preferences ?? { language: who?.language ?? 'en', theme: 'auto', hand: 'right' }
    this.contact = { ...NO_CONTACT, ...(await this.database.meta<Contact>('contact')) }
  }

  /** What a full disk may put off till the next start: the person must still come to what she has not sent. */
  private async tidy(): Promise<void> {
    try {
      await this.sweepAfterLease()
      await clearHalves(this.database)
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') throw error
    }
  }

  /** No contact for thirty days: what others wrote goes, the person's own unsent work stays. */
  private async sweepAfterLease(): Promise<void> {
    const contact = await this.database.meta<Contact>('contact')
    if (!contact?.at || Date.now() - contact.at < LEASE_MS) return
    await this.database.write(['rows', 'scopes', 'meta'], 'strict', async (tx) => {
      const unread: Contact = { ...contact, loaded: false }
      await Promise.all([tx.objectStore('rows').clear!(), tx.objectStore('scopes').clear!(), tx.objectStore('meta').put!(unread, 'contact')])
    })
  }

  async count(): Promise<void> {
    const db = await this.database.connection()
    const [changes, waiting, sent, setAside] = await Promise.all([
      db.count('outbox'),
      db.countFromIndex('photos', 'state', 'waiting'),
      db.countFromIndex('photos', 'state', 'sent'),
      db.countFromIndex('photos', 'state', 'set_aside'),
    ])
    this.waiting = { changes, photos: waiting + sent, set_aside: setAside }
  }

  /** Saves one change; the returned id is on the disk. Throws NotSaved. */
  async tap(drafts: Draft[], photos: StoredPhoto[] = [], id?: string): Promise<string> {
    const held = drafts.map((draft) => this.held(draft))
    const seen = held.every((row) => row !== undefined) ? held : await Promise.all(drafts.map((draft) => this.seenBy(draft)))
    const ops = drafts.map((draft, place) => opOf(draft, seen[place]!))
    const entry = await tap(this.database, ops, drafts.map((draft) => draft.scope), photos, id)
    this.memory.added(entry)
    this.waiting = { ...this.waiting, changes: this.waiting.changes + 1 }
    if (photos.length) await this.count()
    this.signals.tell('changed')
    this.signals.tell('tapped', false)
    return entry.id
  }

  /** The base row that the author of a draft was looking at, null when there is none; undefined when memory cannot know. */
  private held({ scope, record }: Draft): Row | null | undefined {
    return this.isWhole ? this.memory.baseOf(scope, record) : undefined
  }

  private async seenBy(draft: Draft): Promise<Row | null> {
    const held = this.held(draft)
    if (held !== undefined) return held
    return (await (await this.database.connection()).get('rows', [draft.scope, draft.record])) ?? null
  }

  /** Takes in what an answer did to the disk. */
  async answered(laid: Laid[], contact: Contact): Promise<void> {
    this.memory.laid(laid)
    this.contact = contact
    await this.memory.loadOverlay()
    await this.count()
    this.signals.tell('changed')
  }

  async met(contact: Contact): Promise<void> {
    if (JSON.stringify(contact) === JSON.stringify(this.contact)) return
    this.contact = contact
    await this.database.setMeta('contact', contact)
    this.signals.tell('changed')
  }

  async prefer(preferences: Preferences): Promise<void> {
    this.preferences = preferences
    await this.database.setMeta('preferences', preferences)
    this.signals.tell('changed')
  }

  session(): Promise<Session | undefined> {
    return this.database.meta<Session>('session')
  }

  get(id: string): Seen | undefined {
    return this.memory.get(id)
  }

  all(kind: string): Seen[] {
    return this.memory.all(kind)
  }

  close(): void {
    this.signals.close()
    void this.database.close()
  }
}
