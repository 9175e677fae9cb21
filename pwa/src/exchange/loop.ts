// When the phone speaks to the server, and what it does when the server does not answer as hoped.
import type { Page } from '../local/pages'
import type { Store } from '../local/store'
import type { Signal } from '../local/signals'
import { take, type Answer } from './answer'
import { auditBeside } from './auditing'
import { deposit } from './deposit'
import { doubtKinds, fetchKinds } from './kinds'
import { sendPhotos } from './photos'
import { fetchReferences } from './references'
import { canStream, takeSnapshot } from './snapshots'
import { BATCH, build, type Budget, type Request } from './request'
import { call, type Reply } from './wire'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 300_000
const AFTER_TAP_MS = 2_000
const SNAPSHOT_TRIES = 2
const AUDIT_EVERY_MS = 86_400_000
const BUDGET = { rows: [100, 4_000], bytes: [65_536, 1_048_576] } as const

type Outcome = 'again' | 'rest' | 'later' | 'parked'

export class Exchange {
  private timer: ReturnType<typeof setTimeout> | undefined
  private pause = FIRST_PAUSE_MS
  private restFor = LONGEST_PAUSE_MS
  private running = false
  private asked = false
  private leads = false
  private auditedAt = 0
  private outstanding: Request | null = null
  private limit = BATCH.changes
  /** Snapshots that failed one after the other; then pages are asked for. */
  private broken = 0
  private budget: Budget = { rows: 500, bytes: 262_144 }
  private readonly boot = crypto.randomUUID()
  private readonly ends = new AbortController()

  constructor(private readonly store: Store) {}

  /** Leads as soon as no other tab does; until then only passes requests on. */
  start(): void {
    this.store.signals.on((signal, elsewhere) => this.hear(signal, elsewhere))
    const { signal } = this.ends
    addEventListener('online', () => this.wake(), { signal })
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.wake(), { signal })
    const lock = `tallyround-exchange-${this.store.database.person}`
    void navigator.locks.request(lock, { signal }, () => this.lead()).catch(() => undefined)
  }

  private async lead(): Promise<void> {
    this.leads = true
    this.wake()
    await new Promise((resolve) => this.ends.signal.addEventListener('abort', resolve))
    this.leads = false
  }

  stop(): void {
    clearTimeout(this.timer)
    this.ends.abort()
  }

  private hear(signal: Signal, elsewhere: boolean): void {
    if (signal === 'exchange') this.leads && this.now()
    if (signal === 'tapped') this.soon()
    if (signal === 'changed' && elsewhere && this.leads) this.soon()
  }

  private soon(): void {
    if (this.store.contact.parked || this.store.contact.unreachable) return
    // A timer set now would be taken away by the rest that follows: what was tapped meanwhile goes right after.
    if (this.running) this.asked = true
    else this.in(AFTER_TAP_MS)
  }

  /** Sends now, or asks the leading tab to. */
  private wake(): void {
    if (this.leads) this.now()
    else this.store.signals.tell('exchange')
  }

  private now(): void {
    this.pause = FIRST_PAUSE_MS
    void this.run()
  }

  private in(ms: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => (this.leads ? void this.run() : this.wake()), ms)
  }

  private async run(): Promise<void> {
    if (this.running) {
      this.asked = true
      return
    }
    this.running = true
    clearTimeout(this.timer)
    do {
      this.asked = false
      await this.talk()
    } while (this.asked && !this.ends.signal.aborted)
    this.running = false
  }

  private async talk(): Promise<void> {
    let outcome: Outcome = 'again'
    try {
      await fetchKinds(this.store)
      while (outcome === 'again' && !this.ends.signal.aborted) outcome = await this.round()
      if (outcome === 'rest' && (await sendPhotos(this.store))) this.asked = true
      if (outcome === 'rest' && (await this.audited())) this.asked = true
      if (outcome === 'rest' && !this.asked) await fetchReferences(this.store)
    } catch (error) {
      if (!this.ends.signal.aborted) console.error(error)
      outcome = 'later'
    }
    if (!this.ends.signal.aborted) this.rest(outcome)
  }

  /** Once a day, and when the app starts: whether the disk still holds what was laid down, or must be read anew. */
  private async audited(): Promise<boolean> {
    if (Date.now() - this.auditedAt < AUDIT_EVERY_MS && Date.now() >= this.auditedAt) return false
    this.auditedAt = Date.now()
    return auditBeside(this.store.database)
  }

  private rest(outcome: Outcome): void {
    if (outcome === 'parked') return
    const jitter = 0.5 + Math.random()
    this.in((outcome === 'rest' ? this.restFor : this.pause) * jitter)
    this.pause = outcome === 'rest' ? FIRST_PAUSE_MS : Math.min(this.pause * 2, LONGEST_PAUSE_MS)
  }

  private async round(): Promise<Outcome> {
    const session = await this.store.session()
    if (!session?.token) return this.park()
    const request = (this.outstanding ??= await build(this.store, this.limit, this.budget, this.boot, canStream && this.broken < SNAPSHOT_TRIES))
    const began = performance.now()
    const reply = await call('/api/v1/exchange', {
      method: 'POST',
      body: request.body,
      authorization: `Bearer ${session.token}`,
      headers: { 'Accept-Language': this.store.preferences.language },
    })
    if (reply.sort === 'silence') return this.missed()
    this.outstanding = null
    if (reply.sort === 'refused') return this.refused(reply, request, session.token)
    this.adjust(performance.now() - began)
    return this.received(request, reply.body as Answer, session.token)
  }

  private async received(request: Request, answer: Answer, token: string): Promise<Outcome> {
    const taken = await take(this.store, request, answer)
    if (!taken) return 'later'
    this.limit = BATCH.changes
    for (const page of taken.snapshots) if (!(await this.fetched(page, answer.epoch, token))) return 'later'
    // A request that was made before the last taps, and answered late, carried none of them.
    const left = this.store.waiting.changes > 0 && (!!answer.verdicts?.length || request.changes.length === 0)
    this.restFor = answer.again_s ? answer.again_s * 1_000 : LONGEST_PAUSE_MS
    return taken.more || left ? 'again' : 'rest'
  }

  private async fetched(page: Page, epoch: string, token: string): Promise<boolean> {
    const isWhole = await takeSnapshot(this.store, page, epoch, token)
    this.broken = isWhole ? 0 : this.broken + 1
    return isWhole
  }

  /** The budget of rows follows the line: quick answers make it grow, silence makes it shrink. */
  private adjust(ms: number): void {
    const grow = ms < 1_500 ? 2 : ms > 6_000 ? 0.5 : 1
    const within = (value: number, [least, most]: readonly [number, number]) => Math.min(most, Math.max(least, value))
    this.budget = {
      rows: Math.round(within(this.budget.rows * grow, BUDGET.rows)),
      bytes: Math.round(within(this.budget.bytes * grow, BUDGET.bytes)),
    }
  }

  /** No answer: the same bytes go again later. */
  private async missed(): Promise<Outcome> {
    await this.store.met({ ...this.store.contact, unreachable: true })
    return 'later'
  }

  private async park(): Promise<Outcome> {
    await this.store.met({ ...this.store.contact, parked: true, unreachable: false })
    return 'parked'
  }

  private async refused(reply: Reply & { sort: 'refused' }, request: Request, token: string): Promise<Outcome> {
    const session = await this.store.session()
    if (reply.status === 401) return session?.token === token ? this.park() : 'again'
    if (reply.code === 'request.unknown_version') return this.outdated()
    if (reply.status === 400 || reply.status === 413 || reply.status === 422) return this.halve(request)
    await this.store.met({ ...this.store.contact, unreachable: true })
    if (reply.retry_after_s !== null) this.pause = Math.max(FIRST_PAUSE_MS, reply.retry_after_s * 1_000)
    return 'later'
  }

  /** The server knows fewer kinds than we were told once: ask for its list anew. */
  private async outdated(): Promise<Outcome> {
    await this.store.database.setMeta('kinds_tag', undefined)
    doubtKinds()
    return 'later'
  }

  /** A batch the server cannot take is halved until the one change is found; that one is deposited. */
  private async halve(request: Request): Promise<Outcome> {
    const sent = request.changes
    if (sent.length > 1) {
      this.limit = Math.floor(sent.length / 2)
      return 'again'
    }
    const [only] = sent
    if (!only) return 'later'
    this.limit = BATCH.changes
    return (await deposit(this.store, only)) ? 'again' : 'later'
  }
}
