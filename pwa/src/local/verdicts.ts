// What becomes of a change once the server has answered it: out of the outbox, into the archive.
import type { Writing } from './database'
import { withOpen } from './reflected'
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
  await tx.objectStore('answered').put!(withOpen(entry, awaited(entry)))
  if (waiting) await tx.objectStore('outbox').delete!(known.n)
}

/** The records whose rows must come before the change may leave the screen; of one kept aside: its attention. */
function awaited(entry: AnsweredEntry): string[] {
  if (entry.verdict === 'quarantined') return Object.keys(entry.at)
  return [...new Set(entry.change.ops.map((op) => op.record))]
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
