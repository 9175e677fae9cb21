// What becomes of a change once the server has answered it: out of the outbox, into the archive.
import type { Writing } from './database'
import { withOpen } from './pages'
import type { AnsweredEntry, OutboxEntry, Problem, Verdict } from './types'

export interface WireVerdict {
  id: string
  verdict: Verdict
  at?: { [record: string]: [string, number, number] }
  problems?: Problem[]
  attention?: string
}

const KEEP_MS = 30 * 86_400_000

/** Moves the answered change from the outbox to the archive. */
export async function file(tx: Writing, said: WireVerdict, epoch: string, now: number, received: number): Promise<void> {
  const waiting = (await tx.objectStore('outbox').index('id').get(said.id)) as OutboxEntry | undefined
  const known = waiting ?? ((await tx.objectStore('answered').index('id').get(said.id)) as AnsweredEntry | undefined)
  if (!known) return
  const records = [...new Set(known.change.ops.map((op) => op.record))]
  const entry: AnsweredEntry = {
    n: known.n,
    id: known.id,
    change: known.change,
    scopes: known.scopes,
    verdict: said.verdict,
    epoch,
    at: said.at ?? {},
    open: [],
    received_at: received,
    answered_at: now,
  }
  await tx.objectStore('answered').put!(withOpen(entry, shownAfter(said.verdict) ? records : []))
  if (waiting) await tx.objectStore('outbox').delete!(known.n)
}

/** A change kept aside is shown under *Needs attention*; one deposited is not in any scope yet. */
function shownAfter(verdict: Verdict): boolean {
  return verdict !== 'quarantined'
}

/** Forgets answered changes that a backup of the server holds, after thirty days at the least. */
export async function forget(tx: Writing, safeThrough: number, now: number): Promise<void> {
  let cursor = await tx.objectStore('answered').openCursor()
  while (cursor) {
    const { received_at, answered_at } = cursor.value
    if (now - answered_at < KEEP_MS) break
    if (received_at <= safeThrough && cursor.value.open.length === 0) await cursor.delete!()
    cursor = await cursor.continue()
  }
}

/** The server was restored or cloned: everything in the archive goes to it again, in order of n. */
export async function sendAgain(tx: Writing): Promise<void> {
  for (const { n, id, change, scopes } of await tx.objectStore('answered').getAll()) {
    await tx.objectStore('outbox').put!({ n, id, change, scopes })
  }
  await tx.objectStore('answered').clear!()
}
