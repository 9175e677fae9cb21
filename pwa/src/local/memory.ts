// The rows the screens read at once: the catalogue, the routes, the visits, and the answers of opened visits.
import type { Database } from './database'
import { Overlay, overlaid, type Seen } from './overlay'
import type { Laid } from './pages'
import type { AnsweredEntry, OutboxEntry, Row, ScopeState } from './types'

const isVisits = (scope: string): boolean => scope.startsWith('visits:')
const END = '\uffff'

export class Memory {
  private base = new Map<string, Row>()
  private ids = new Map<string, Set<string>>()
  private overlay = new Overlay()
  private seen = new Map<string, Seen | null>()
  private lists = new Map<string, Seen[]>()
  private opened = new Set<string>()
  /** Records that are removed for good unless the person takes it back within seconds. */
  private hidden = new Set<string>()

  constructor(private readonly database: Database) {}

  /** Reads everything anew from the disk; opened visits stay open. */
  async load(): Promise<void> {
    const db = await this.database.connection()
    const scopes = (await db.getAll('scopes')) as ScopeState[]
    const arriving = new Set(scopes.filter((each) => each.arriving).map(({ scope }) => scope))
    const wanted = scopes.filter(({ scope, arriving }) => !isVisits(scope) && !arriving)
    const pages = await Promise.all(
      wanted.map(({ scope }) => db.getAll('rows', IDBKeyRange.bound([scope, ''], [scope, END]))),
    )
    const visits = await db.getAllFromIndex('rows', 'kind', 'visit')
    const answers = await Promise.all([...this.opened].map((visit) => this.rowsOf(visit)))
    const [answered, outbox] = await Promise.all([db.getAllFromIndex('answered', 'showing', 1), db.getAll('outbox')])
    this.base = new Map()
    this.ids = new Map()
    for (const row of [...pages.flat(), ...visits, ...answers.flat()]) if (!arriving.has(row.scope)) this.put(row)
    this.layOver(answered, outbox)
  }

  private layOver(answered: AnsweredEntry[], outbox: OutboxEntry[]): void {
    this.overlay = new Overlay()
    for (const entry of answered) this.overlay.add(entry.change, entry.verdict === 'quarantined' ? undefined : entry.open)
    for (const entry of outbox) this.overlay.add(entry.change)
    for (const entry of [...answered, ...outbox]) this.name(entry)
    this.forget()
  }

  /** What was worked out from base and overlay, of one record or of all. */
  private forget(id?: string): void {
    if (id === undefined) this.seen.clear()
    else this.seen.delete(id)
    this.lists.clear()
  }

  /** Reads the overlay anew, after verdicts. */
  async loadOverlay(): Promise<void> {
    const db = await this.database.connection()
    const [answered, outbox] = await Promise.all([db.getAllFromIndex('answered', 'showing', 1), db.getAll('outbox')])
    this.layOver(answered, outbox)
  }

  /** Holds the answers of a visit in memory from now on. */
  async openVisit(visit: string): Promise<void> {
    if (this.opened.has(visit)) return
    this.opened.add(visit)
    for (const row of await this.rowsOf(visit)) this.put(row)
  }

  private async rowsOf(visit: string): Promise<Row[]> {
    const db = await this.database.connection()
    const [own, named] = await Promise.all([
      db.getAllFromIndex('rows', 'id', IDBKeyRange.bound(`${visit}/`, `${visit}/${END}`)),
      db.getAllFromIndex('rows', 'visit', visit),
    ])
    return [...own, ...named]
  }

  private put(row: Row): void {
    this.base.set(row.id, row)
    this.index(row.kind, row.id)
    this.forget(row.id)
  }

  private index(kind: string, id: string): void {
    const ids = this.ids.get(kind) ?? new Set()
    ids.add(id)
    this.ids.set(kind, ids)
  }

  private name(entry: OutboxEntry): void {
    for (const op of entry.change.ops) if (op.op === 'set') this.index(op.kind, op.record)
  }

  /** Takes in a change of our own that the disk has. */
  added(entry: OutboxEntry): void {
    this.overlay.add(entry.change)
    this.name(entry)
    for (const op of entry.change.ops) this.forget(op.record)
  }

  /** Takes in what an answer put and removed. */
  laid(pages: Laid[]): void {
    for (const row of pages.flatMap((page) => page.put)) if (this.keeps(row)) this.put(row)
    for (const { scope, id } of pages.flatMap((page) => page.removed)) {
      if (this.base.get(id)?.scope === scope) this.base.delete(id)
      this.forget(id)
    }
  }

  private keeps(row: Row): boolean {
    if (!isVisits(row.scope) || row.kind === 'visit') return true
    return this.opened.has(row.id.split('/')[0]!) || this.opened.has(String(row.fields.visit ?? ''))
  }

  hide(record: string, hidden: boolean): void {
    if (hidden) this.hidden.add(record)
    else this.hidden.delete(record)
    this.forget(record)
  }

  /** The record as the person sees it; undefined when there is none, or when it was removed. */
  get(id: string): Seen | undefined {
    if (!this.seen.has(id)) this.seen.set(id, overlaid(this.base.get(id), this.overlay.of(id)) ?? null)
    const seen = this.seen.get(id)
    return seen && !seen.retired && !this.hidden.has(id) ? seen : undefined
  }

  /** All records of a kind, in order of their ids. */
  all(kind: string): Seen[] {
    const known = this.lists.get(kind)
    if (known) return known
    const ids = [...(this.ids.get(kind) ?? [])].sort()
    const list = ids.map((id) => this.get(id)).filter((each) => each !== undefined)
    this.lists.set(kind, list)
    return list
  }

  isInBase(id: string): boolean {
    return this.base.has(id)
  }
}
