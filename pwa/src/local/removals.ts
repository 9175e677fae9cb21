// Removing with ten seconds to take it back: the wish is on the disk at once, the change follows.
// The ledger knows no way back from a retirement, so it is not sent before the time is over.
import type { Database } from './database'
import type { Memory } from './memory'
import type { Draft } from './types'

export const UNDO_MS = 10_000

interface Wish {
  record: string
  drafts: Draft[]
  due_at: number
}

export class Removals {
  private timers = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(
    private readonly database: Database,
    private readonly memory: Memory,
    private readonly tap: (drafts: Draft[]) => Promise<unknown>,
  ) {}

  /** Hides the record now and carries the drafts out when the time to undo is over. */
  async wish(record: string, drafts: Draft[]): Promise<void> {
    const wish: Wish = { record, drafts, due_at: Date.now() + UNDO_MS }
    await this.edit((wishes) => [...wishes.filter((each) => each.record !== record), wish])
    this.await(wish)
  }

  async takeBack(record: string): Promise<void> {
    clearTimeout(this.timers.get(record))
    this.memory.hide(record, false)
    await this.edit((wishes) => wishes.filter((each) => each.record !== record))
  }

  /** Picks up the wishes that were open when the app was closed. */
  async resume(): Promise<void> {
    for (const wish of (await this.database.meta<Wish[]>('removals')) ?? []) this.await(wish)
  }

  private await(wish: Wish): void {
    this.memory.hide(wish.record, true)
    this.timers.set(wish.record, setTimeout(() => void this.carryOut(wish), Math.max(0, wish.due_at - Date.now())))
  }

  private async carryOut(wish: Wish): Promise<void> {
    const still = ((await this.database.meta<Wish[]>('removals')) ?? []).some((each) => each.record === wish.record)
    if (still) await this.tap(wish.drafts)
    await this.edit((wishes) => wishes.filter((each) => each.record !== wish.record))
    this.memory.hide(wish.record, false)
  }

  private async edit(change: (wishes: Wish[]) => Wish[]): Promise<void> {
    await this.database.write(['meta'], 'strict', async (tx) => {
      const wishes = ((await tx.objectStore('meta').get('removals')) as Wish[] | undefined) ?? []
      await tx.objectStore('meta').put!(change(wishes), 'removals')
    })
  }
}
