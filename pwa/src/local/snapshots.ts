// A whole scope that comes as one file: laid down in large steps, shown only when its last line has come and agrees.
import { addToDigest, EMPTY_DIGEST } from './canonical'
import type { Database, Writing } from './database'
import { fresh, put, rowOf, sweep, within, type Laid, type Page, type WireRow } from './pages'
import { closeReflected } from './reflected'
import type { Row, ScopeState } from './types'

const STEP = 1_000

/** The last line of a snapshot. */
export interface LastLine {
  n: number
  digest: string
  seq: number
}

/**
 * A snapshot on its way to the disk. Where the scope held nothing, rows are written as they come and cleared away
 * if the rest never comes; where it held something, they wait in memory, so that nothing old is overwritten by halves.
 */
export class Arrival {
  private state!: ScopeState
  private isFirst = false
  private pending: Row[] = []
  private readonly laid: Laid = { put: [], removed: [], report: [], rotten: false }

  private constructor(
    private readonly database: Database,
    private readonly page: Page,
    private readonly epoch: string,
  ) {}

  static async begin(database: Database, page: Page, epoch: string): Promise<Arrival> {
    const arrival = new Arrival(database, page, epoch)
    await database.write(['rows', 'scopes'], 'relaxed', (tx) => arrival.prepare(tx))
    return arrival
  }

  private async prepare(tx: Writing): Promise<void> {
    const known = ((await tx.objectStore('scopes').get(this.page.id)) as ScopeState | undefined) ?? fresh(this.page.id)
    this.isFirst = (await tx.objectStore('rows').count(within(known.scope))) === 0
    const generation = known.generation + 1
    this.state = { ...known, generation, digest: EMPTY_DIGEST, count: 0 }
    if (this.isFirst) await tx.objectStore('scopes').put!({ ...known, generation, arriving: generation })
  }

  /** Takes the next rows; they are on their way to the disk when it returns. */
  async add(rows: WireRow[]): Promise<void> {
    for (const wire of rows) {
      const row = rowOf(this.state, wire, this.epoch)
      this.state = { ...this.state, count: this.state.count + 1, digest: addToDigest(this.state.digest, row.hash, null) }
      this.pending.push(row)
      this.laid.put.push(row)
    }
    while (this.isFirst && this.pending.length >= STEP) await this.write(this.pending.splice(0, STEP))
  }

  private async write(rows: Row[]): Promise<void> {
    await this.database.write(['rows'], 'relaxed', async (tx) => rows.forEach((row) => put(tx, row)))
  }

  /** Lays the rest, the cursor and the digest down in one transaction; null when it is not what the last line says. */
  async end(last: LastLine | null): Promise<Laid | null> {
    const { count, digest } = this.state
    if (!last || last.n !== count || last.digest !== digest) {
      await this.giveUp()
      return null
    }
    const stores = ['rows', 'scopes', 'answered'] as const
    await this.database.write([...stores], 'relaxed', async (tx) => {
      for (const row of this.pending) put(tx, row)
      const { arriving: _, ...state } = { ...this.state, cursor: this.page.out, resetting: false, mismatches: 0 }
      await sweep(tx, state, this.laid)
      await tx.objectStore('scopes').put!(state)
      await closeReflected(tx, [this.laid], (scope, seq) => scope === state.scope && seq <= last.seq, this.epoch)
    })
    return this.laid
  }

  async giveUp(): Promise<void> {
    await clearHalves(this.database)
  }
}

/** Clears away the rows of snapshots that never came to their end. */
export async function clearHalves(database: Database): Promise<void> {
  const scopes = (await (await database.connection()).getAll('scopes')) as ScopeState[]
  if (!scopes.some((each) => each.arriving)) return
  await database.write(['rows', 'scopes'], 'relaxed', async (tx) => {
    for (const { arriving, ...state } of scopes) {
      if (!arriving) continue
      await tx.objectStore('rows').delete!(within(state.scope))
      await tx.objectStore('scopes').put!(state)
    }
  })
}
