// A phone as a world of its own: its clock, its chance, its network and its disk; inside runs the app's own code.
import { createHash } from 'node:crypto'
import vm from 'node:vm'
import { chanceOf } from './chance'
import type { Disk } from './disk'
import type { SignedIn } from './device'

/** A request that the app made and that somebody outside must answer. */
export interface Ask {
  phone: string
  ask: number
  method: string
  path: string
  headers: Record<string, string>
  body: string | null
}

export interface Reply {
  status: number
  headers: Record<string, string>
  body: string
}

interface Timer {
  id: number
  due: number
  run: () => void
}

type Task = () => void
type App = typeof import('./device')

const turn = (): Promise<void> => new Promise((resolve) => realSetImmediate(resolve))
const realSetImmediate = globalThis.setImmediate
/** How many tasks are done in one turn of Node's loop; what they promised is kept after each. */
const TASKS_A_TURN = 32
let running: Phone | null = null

// IndexedDB in memory asks for its tasks here; each belongs to the phone that is running.
globalThis.setImmediate = ((task: Task) => running?.queue(task)) as unknown as typeof setImmediate

export const diskInUse = (): Disk | null => running?.disk ?? null

export class Phone {
  alive = false
  /** Wall clock minus the world's clock. */
  skew = 0
  /** After how many more tasks the app dies. */
  fuse: number | null = null
  asks: Ask[] = []
  errors: string[] = []
  private tasks: Task[] = []
  private timers: Timer[] = []
  private waiting = new Map<number, (reply: Reply | null) => void>()
  private listeners = new Map<string, Task[]>()
  private app: App | null = null
  private boots = 0
  private counter = 0

  constructor(
    readonly name: string,
    readonly person: string,
    readonly disk: Disk,
    private readonly code: vm.Script,
    private readonly clock: () => number,
    private readonly seed: number,
  ) {}

  get database(): string {
    return `tallyround-${this.person}`
  }

  queue(task: Task): void {
    if (this.alive) this.tasks.push(task)
  }

  /** Starts the app anew on its disk. */
  async boot(said: SignedIn | null): Promise<void> {
    if (this.alive) this.die()
    this.boots++
    Object.assign(this, { alive: true, fuse: null, tasks: [], timers: [], waiting: new Map(), listeners: new Map(), asks: [] })
    const world = vm.createContext(this.globals())
    this.code.runInContext(world)
    this.app = (world as { Device: App }).Device
    await this.run(async (app) => {
      if (said) await app.signIn(this.person, said)
      await app.start(this.person)
    })
  }

  /** The app is gone from one moment to the next. */
  die(): void {
    this.alive = false
    this.tasks = []
    this.disk.abandon(this.database)
  }

  /** Does something in the app and lets it work until it waits for the world; undefined when it is dead or never ended. */
  async run<T>(work: (app: App) => T | Promise<T>): Promise<T | undefined> {
    if (!this.alive) return undefined
    let result: T | undefined
    const done = async () => (result = await work(this.app!))
    running = this
    done().catch((error) => this.errors.push(String(error)))
    await turn()
    while (this.alive && this.tasks.length) {
      for (let step = 0; step < TASKS_A_TURN; step++) realSetImmediate(() => this.step())
      await turn()
      if (!this.alive) this.die()
    }
    running = null
    return this.alive ? result : undefined
  }

  /** One task; an app whose last it was dies once its promises are kept. */
  private step(): void {
    const task = this.alive ? this.tasks.shift() : undefined
    if (!task) return
    task()
    if (this.fuse !== null && --this.fuse <= 0) this.alive = false
  }

  /** Lets timers ring that are due. */
  async ring(): Promise<void> {
    for (;;) {
      const due = this.timers.filter((timer) => timer.due <= this.clock()).sort((one, other) => one.due - other.due || one.id - other.id)[0]
      if (!due || !this.alive) return
      this.timers = this.timers.filter((timer) => timer !== due)
      await this.run(() => due.run())
    }
  }

  /** The moment of the next timer, or null. */
  get next(): number | null {
    return this.timers.length ? Math.min(...this.timers.map((timer) => timer.due)) : null
  }

  async answer(ask: number, reply: Reply | null): Promise<void> {
    const waiting = this.waiting.get(ask)
    this.waiting.delete(ask)
    if (waiting) await this.run(() => waiting(reply))
  }

  async wake(): Promise<void> {
    await this.run(() => (this.listeners.get('online') ?? []).forEach((listener) => listener()))
  }

  private fetch(path: string, given: RequestInit): Promise<object> {
    const ask = ++this.counter
    const { method = 'GET', headers, body } = given
    if (this.alive) this.asks.push({ phone: this.name, ask, method, path, headers: { ...(headers as object) }, body: (body as string) ?? null })
    return new Promise((resolve, reject) => {
      this.waiting.set(ask, (reply) => (reply ? resolve(responseOf(reply)) : reject(new Error('no answer'))))
    })
  }

  private later(run: () => void, ms: number): number {
    const id = ++this.counter
    if (this.alive) this.timers.push({ id, due: this.clock() + Math.max(0, ms), run })
    return id
  }

  private globals(): object {
    const chance = chanceOf(`${this.seed} ${this.name} ${this.boots}`)
    const on = (name: string, listener: Task) => this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener])
    return {
      ...indexedDbNames(),
      indexedDB: this.disk.factory,
      now: () => this.clock() + this.skew,
      chance,
      crypto: { getRandomValues: (bytes: Uint8Array) => bytes.map((_, place) => (bytes[place] = Math.floor(chance() * 256))), randomUUID: () => `boot-${this.name}-${this.boots}`, subtle: { digest } },
      performance: { now: () => this.clock() },
      setTimeout: (run: () => void, ms: number) => this.later(run, ms),
      clearTimeout: (id: number) => void (this.timers = this.timers.filter((timer) => timer.id !== id)),
      fetch: (path: string, given: RequestInit) => this.fetch(path, given),
      addEventListener: on,
      document: { addEventListener: () => undefined, visibilityState: 'visible' },
      navigator: { userAgent: 'simulated', locks: { request: (_name: string, _given: object, lead: () => unknown) => Promise.resolve().then(lead) } },
      BroadcastChannel: class { postMessage() {} close() {} },
      AbortSignal: { timeout: () => undefined },
      console: { error: (error: unknown) => this.errors.push(String(error)) },
      AbortController, TextEncoder, DOMException, structuredClone,
    }
  }
}

const digest = (_name: string, bytes: Uint8Array): Promise<ArrayBuffer> => {
  const hash = createHash('sha256').update(bytes).digest()
  return Promise.resolve(hash.buffer.slice(hash.byteOffset, hash.byteOffset + 32) as ArrayBuffer)
}

function responseOf(reply: Reply): object {
  const ok = reply.status >= 200 && reply.status < 300
  const headers = { get: (name: string) => reply.headers[name.toLowerCase()] ?? null }
  return { ok, status: reply.status, headers, json: async () => JSON.parse(reply.body) }
}

function indexedDbNames(): object {
  const names = Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('IDB'))
  return Object.fromEntries(names.map((name) => [name, (globalThis as any)[name]]))
}
