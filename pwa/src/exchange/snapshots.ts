// Fetching a scope that the server offers as one file, and handing it to the disk as it comes.
import type { Page, WireRow } from '../local/pages'
import { Arrival, type LastLine } from '../local/snapshots'
import type { Store } from '../local/store'
import { linesOf } from './wire'

/** Whether this browser can read a file while it comes. */
export const canStream = 'TextDecoderStream' in globalThis

/** Reads one snapshot; false when it did not come whole, and then nothing has changed. */
export async function takeSnapshot(store: Store, page: Page, epoch: string, token: string): Promise<boolean> {
  const arrival = await Arrival.begin(store.database, page, epoch)
  let last: LastLine | null = null
  try {
    for await (const lines of linesOf(page.snapshot!, `Bearer ${token}`)) last = await add(arrival, lines, last)
  } catch (error) {
    await arrival.giveUp()
    if (error instanceof DOMException && error.name === 'QuotaExceededError') throw error
    return false
  }
  const laid = await arrival.end(last)
  if (laid) await store.answered([laid], store.contact)
  return laid !== null
}

/** Hands lines over; the last line of all, once it has come. */
async function add(arrival: Arrival, lines: string[], last: LastLine | null): Promise<LastLine | null> {
  if (last) throw new Error('a snapshot goes on after its last line')
  const rows = JSON.parse(`[${lines.join(',')}]`) as (WireRow | LastLine)[]
  const end = rows.at(-1)
  const isEnd = end !== undefined && !('id' in end)
  await arrival.add((isEnd ? rows.slice(0, -1) : rows) as WireRow[])
  return isEnd ? end : null
}
