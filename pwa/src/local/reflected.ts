// When an answered change may leave the overlay: the base holds it, or can never hold it again.
import type { Writing } from './database'
import type { Laid } from './pages'
import type { AnsweredEntry, Row } from './types'

/** Whether the base has everything that the server had to say of a scope up to a number. */
export type IsRead = (scope: string, seq: number) => boolean

/** Lets answered changes leave the overlay where the base now holds them, or can never hold them again. */
export async function closeReflected(tx: Writing, laid: Laid[], isRead: IsRead, epoch: string): Promise<void> {
  const gone = new Set(laid.flatMap((each) => each.removed.map((row) => `${row.scope}\n${row.id}`)))
  const showing = (await tx.objectStore('answered').index('showing').getAll(1)) as AnsweredEntry[]
  const close = async (entry: AnsweredEntry) => {
    const closed = await Promise.all(entry.open.map((record) => isReflected(tx, entry, record, gone, isRead, epoch)))
    const open = entry.open.filter((_, place) => !closed[place])
    if (open.length < entry.open.length) await tx.objectStore('answered').put!(withOpen(entry, open))
  }
  await Promise.all(showing.map(close))
}

async function isReflected(
  tx: Writing,
  entry: AnsweredEntry,
  record: string,
  gone: Set<string>,
  isRead: IsRead,
  epoch: string,
): Promise<boolean> {
  const at = entry.at[record]
  if (!at) return entry.verdict === 'accepted' || entry.verdict === 'merged'
  const row = (await tx.objectStore('rows').get([at[0], record])) as Row | undefined
  if (row) return row.epoch === entry.epoch && row.rev >= at[2]
  return gone.has(`${at[0]}\n${record}`) || (entry.epoch === epoch && isRead(at[0], at[1]))
}

export function withOpen(entry: AnsweredEntry, open: string[]): AnsweredEntry {
  const { showing: _, ...rest } = entry
  return open.length ? { ...rest, open, showing: 1 } : { ...rest, open }
}
