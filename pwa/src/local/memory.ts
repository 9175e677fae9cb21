// The rows the screens read at once: the catalogue, the routes, the visits, and the answers of opened visits.
import type { Database } from './database'
import { rowsOfTheDay } from './first_look'
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
  /** How often something was taken in; what was read from the disk meanwhile may be older and is read again. */
  private pagesTaken = 0
  private tapsTaken = 0
  /** Records that are removed for good unless the person takes it back within seconds. */
  private hidden = new Set<string>()

  constructor(private readonly database: Database) {}

  /** Reads what the screen of the day needs; the rest is still to be loaded. */
  async glance(weekday: number): Promise<void> {
    const rows = await rowsOfTheDay(this.database, weekday)
    const arriving = new Set((await this.scopes()).filter((each) => each.arriving).map(({ scope }) => scope))
    for (const row of rows) if (!arriving.has(row.scope)) this.put(row)
    await this.loadOverlay()
  }

  /** Reads everything anew from the disk; opened visits stay open. */
  async load(): Promise<void> {
    let before: number
    let rows: Row[]
    let changes: (AnsweredEntry | OutboxEntry)[]
    do {
      before = this.pagesTaken
      rows = await this.rows()
      changes = await this.changes()
    } while (before !== this.pagesTaken)
    this.base = new Map()
    this.ids = new Map()
    this.seen.clear()
    this.lists.clear()
    for (const row of rows) this.put(row)
    this.layOver(changes)
  }

  private async scopes(): Promise<ScopeState[]> {
    return (await this.database.connection()).getAll('scopes')
  }

  private async rows(): Promise<Row[]> {
    const db = await this.database.connection()
    const scopes = await this.scopes()
    const arriving = new Set(scopes.filter((each) => each.arriving).map(({ scope }) => scope))
    const pages = await Promise.all(
      scopes.filter(({ scope }) => !isVisits(scope)).map(({ scope }) => db.getAll('rows', IDBKeyRange.bound([scope, ''], [scope, END]))),
    )
    const visits = await db.getAllFromIndex('rows', 'kind', 'visit')
    const answers = await Promise.all([...this.opened].map((visit) => this.rowsOf(visit)))
    return [...pages.flat(), ...visits, ...answers.flat()].filter((row) => !arriving.has(row.scope))
  }

  /** The person's own changes that a base row does not hold yet, in order; none that was made meanwhile is missing. */
  private async changes(): Promise<(AnsweredEntry | OutboxEntry)[]> {
    const db = await this.database.connection()
    for (;;) {
      const before = this.tapsTaken
      const [answered, outbox] = await Promise.all([db.getAllFromIndex('answered', 'showing', 1), db.getAll('outbox')])
      if (before === this.tapsTaken) return [...answered, ...outbox]
    }
  }

  private layOver(changes: (AnsweredEntry | OutboxEntry)[]): void {
    for (const record of this.overlay.records()) this.forget(record)
    this.overlay = new Overlay()
    for (const entry of changes) {
      this.overlay.add(entry.change, 'verdict' in entry && entry.verdict !== 'quarantined' ? entry.open : undefined)
      this.name(entry)
    }
  }

  /** What was worked out from base and overlay of one record, and of the lists it is or was in. */
  private forget(id: string): void {
    const known = this.seen.get(id)
    this.seen.delete(id)
    for (const kind of [known?.kind, this.base.get(id)?.kind]) if (kind !== undefined) this.lists.delete(kind)
  }

  /** Reads the overlay anew, after verdicts. */
  async loadOverlay(): Promise<void> {
    this.layOver(await this.changes())
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
    this.seen.delete(row.id)
  }

  private index(kind: string, id: string): void {
    const ids = this.ids.get(kind) ?? new Set()
    ids.add(id)
    this.ids.set(kind, ids)
    this.lists.delete(kind)
  }

  private name(entry: OutboxEntry): void {
    for (const op of entry.change.ops) {
      if (op.op === 'set') this.index(op.kind, op.record)
      this.forget(op.record)
    }
  }

  /** Takes in a change of our own that the disk has. */
  added(entry: OutboxEntry): void {
    this.tapsTaken++
    this.overlay.add(entry.change)
    this.name(entry)
  }

  /** Takes in what an answer put and removed. */
  laid(pages: Laid[]): void {
    this.pagesTaken++
    for (const row of pages.flatMap((page) => page.put)) if (this.keeps(row)) this.put(row)
    for (const { scope, id } of pages.flatMap((page) => page.removed)) {
      this.forget(id)
      if (this.base.get(id)?.scope === scope) this.base.delete(id)
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

  /** The base row of a record; null when there is none; undefined when such rows are not held here. */
  baseOf(scope: string, id: string): Row | null | undefined {
    const row = this.base.get(id)
    if (row?.scope === scope) return row
    return isVisits(scope) && !this.opened.has(id.split('/')[0]!) ? undefined : null
  }

  /** Rows that are not held here, as the person sees them, with what is only in her own changes. */
  over(kind: string, rows: Row[]): Seen[] {
    const read = new Map(rows.map((row) => [row.id, row]))
    const ids = new Set([...read.keys(), ...(this.ids.get(kind) ?? [])])
    const seen = (id: string) => (this.base.has(id) || !read.has(id) ? this.get(id) : overlaid(read.get(id), this.overlay.of(id)))
    return [...ids].sort().map(seen).filter((each) => each !== undefined && !each.retired && !this.hidden.has(each.id)) as Seen[]
  }

  isInBase(id: string): boolean {
    return this.base.has(id)
  }
}
