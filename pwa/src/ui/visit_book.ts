// One visit on the screen: what it asks, what was answered, what stood last time; and how an answer is written.
import { isBlindVisit, withoutGhost } from '../kinds/blind'
import { asksWhatAbout, givenByVisit, recordOf } from '../kinds/identity'
import type { Kind } from '../kinds/types'
import { agreedDisplays, mustStock, owed, visitBefore, visitsBefore } from '../kinds/visits'
import { uuid7 } from '../local/ids'
import type { Seen } from '../local/overlay'
import type { Draft, Fields, Json } from '../local/types'
import { app, localDay } from './app.svelte'
import { isOthers } from './authors'
import { undo } from './undo.svelte'
import { t } from './words.svelte'

export interface Answer {
  kind: string
  about?: string
  fields: Fields
}

/** What the ghost of each of these kinds is told by. */
const GHOST_OF = { stock_count: 'on_shelf', display_check: 'state_on_exit' } as const
const hasGhost = (kind: string): kind is keyof typeof GHOST_OF => kind in GHOST_OF

const EARLIER = 6

export class VisitBook {
  /** Displays and products of this visit that are asked without the last value. */
  private blind = new Set<string>()

  constructor(readonly visit: string) {}

  get record(): Seen | undefined {
    return app.get(this.visit)
  }

  get outletId() {
    return String(this.record?.fields.outlet ?? '')
  }

  get outlet() {
    return app.get(this.outletId)
  }

  get startedAt() {
    return Number(this.record?.fields.started_at ?? 0)
  }

  get day() {
    return localDay(this.startedAt)
  }

  get isOpen() {
    return !!this.record && this.record.fields.outcome === undefined
  }

  /** Somebody else recorded it: to be read, never to be corrected here. */
  get isOthers() {
    return isOthers(this.record)
  }

  get previous() {
    return visitBefore(app.all('visit'), this.outletId, this.startedAt)
  }

  /** The visits before this one whose promises may still be open. */
  get earlier() {
    return visitsBefore(app.all('visit'), this.outletId, this.startedAt).slice(0, EARLIER)
  }

  get products() {
    const listed = this.outlet ? mustStock(app.all('must_stock'), this.outlet, this.day, (id) => app.get(id)) : []
    const more = [...this.listingLines, ...this.recordsOf('stock_count')].map(({ fields }) => app.get(String(fields.sku)))
    return [...new Set([...listed, ...more.filter((each): each is Seen => !!each && !listed.some((one) => one.id === each.id))])]
  }

  get displays() {
    return agreedDisplays(app.all('display'), this.outletId, this.day)
  }

  get popLines() {
    return owed(app.all('plan_line'), this.outletId, 'pop', this.day)
  }

  get promoLines() {
    return owed(app.all('plan_line'), this.outletId, 'promo', this.day)
  }

  get giftLines() {
    return owed(app.all('plan_line'), this.outletId, 'gift', this.day)
  }

  get listingLines() {
    return owed(app.all('plan_line'), this.outletId, 'listing', this.day)
  }

  /** Reads the answers of this visit and of the one before into memory. */
  async load(): Promise<void> {
    const { store } = app
    await store?.memory.openVisit(this.visit)
    for (const { id } of this.earlier) await store?.memory.openVisit(id)
    this.blind = new Set(this.blindItems())
    app.redraw()
  }

  private blindItems(): string[] {
    const { record } = this
    if (!record || this.isOthers || !isBlindVisit(app.all('visit'), record, (each) => !isOthers(each))) return []
    const items = (kind: keyof typeof GHOST_OF, all: Seen[]) => all.map(({ id }) => id).filter((id) => this.last(kind, id)[GHOST_OF[kind]] !== undefined)
    return withoutGhost(this.visit, [...items('display_check', this.displays), ...items('stock_count', this.products)])
  }

  private isBlind(kind: string, about: string | undefined): boolean {
    return hasGhost(kind) && about !== undefined && this.blind.has(about)
  }

  kind(name: string): Kind | undefined {
    return app.catalogue.get(name)
  }

  /** The record a per-visit answer is kept in. */
  id(kind: string, about?: string): string {
    return about === undefined ? `${this.visit}/${kind}` : `${this.visit}/${kind}/${about}`
  }

  answer(kind: string, about?: string): Fields {
    return app.get(this.id(kind, about))?.fields ?? {}
  }

  /** What the last visit said; shown, never taken for an answer. */
  ghost(kind: string, about?: string): Fields {
    return this.isBlind(kind, about) ? {} : this.last(kind, about)
  }

  private last(kind: string, about?: string): Fields {
    const last = this.previous?.id
    if (!last) return {}
    return app.get(about === undefined ? `${last}/${kind}` : `${last}/${kind}/${about}`)?.fields ?? {}
  }

  /** Everything of a kind recorded on this visit. */
  recordsOf(kind: string): Seen[] {
    return app.all(kind).filter((each) => this.holds(each))
  }

  private holds(record: Seen): boolean {
    return record.id.startsWith(`${this.visit}/`) || record.fields.visit === this.visit
  }

  /** Saves fields of one per-visit answer. */
  set(kind: string, about: string | undefined, fields: Fields): Promise<string | null> {
    return this.setAll([{ kind, about, fields }])
  }

  setAll(answers: Answer[]): Promise<string | null> {
    const marked = ({ kind, about, fields }: Answer): Fields => (this.isBlind(kind, about) ? { ...fields, blind: true } : fields)
    return app.save(answers.map((each) => this.draft(each.kind, this.id(each.kind, each.about), marked(each), each.about)))
  }

  /** Saves fields of a record with an id of its own (a sighting, a remark). */
  write(kind: string, record: string, fields: Fields): Promise<string | null> {
    return app.save([this.draft(kind, record, fields)])
  }

  newRecord(kind: Kind, about?: string): string {
    return recordOf(kind, this.visit, about)
  }

  /** Until the server's copy is here, every change names what the record is about, so that none hangs on another. */
  draft(kind: string, record: string, fields: Fields, about?: string): Draft {
    const declared = this.kind(kind)
    const scope = this.record!.scope
    const isKnown = app.store!.memory.isInBase(record) || !declared
    const subject = declared && about !== undefined ? asksWhatAbout(declared) : undefined
    const born: Fields = isKnown ? {} : { ...givenByVisit(declared, this.visit, this.outletId), ...(subject ? { [subject.name]: about! } : {}) }
    return { op: 'set', record, kind, scope, fields: { ...born, ...fields } }
  }

  /** A chip was tapped: the same again clears it, and that can be taken back. */
  async pick(kind: string, about: string | undefined, name: string, value: Json, along: Fields = {}): Promise<void> {
    const before = this.answer(kind, about)[name] ?? null
    if (value !== null) {
      await this.set(kind, about, { [name]: value, ...along })
      return
    }
    await this.set(kind, about, { [name]: null })
    undo.can(t('undo.cleared'), () => this.set(kind, about, { [name]: before }))
  }

  async remove(record: Seen): Promise<void> {
    const wish: Draft = { op: 'retire', record: record.id, scope: record.scope }
    await app.store?.removals.wish(record.id, [wish])
    app.redraw()
    undo.can(t('undo.removed'), async () => {
      await app.store?.removals.takeBack(record.id)
      app.redraw()
    })
  }

  setVisit(fields: Fields, along: Draft[] = []): Promise<string | null> {
    return app.save([this.visitDraft(fields), ...along])
  }

  private visitDraft(fields: Fields): Draft {
    const { route, planned, started_at } = this.record!.fields
    const born = app.store!.memory.isInBase(this.visit) ? {} : defined({ outlet: this.outletId, route, planned, started_at })
    return { op: 'set', record: this.visit, kind: 'visit', scope: this.record!.scope, fields: { ...born, ...fields } }
  }
}

function defined(fields: { [name: string]: Json | undefined }): Fields {
  return Object.fromEntries(Object.entries(fields).filter((pair): pair is [string, Json] => pair[1] !== undefined))
}

/** Starts a visit at once; its position follows when the phone finds it. */
export async function startVisit(outlet: Seen, route: string, planned: boolean, scope: string): Promise<string | null> {
  const visit = uuid7()
  const fields: Fields = { outlet: outlet.id, route, planned, started_at: Date.now() }
  const saved = await app.save([{ op: 'set', record: visit, kind: 'visit', scope, fields }])
  return saved && visit
}
