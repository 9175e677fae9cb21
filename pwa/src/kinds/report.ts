// What the visits of a period come to, worked out on the phone. Pure.
import type { Seen } from '../local/overlay'
import type { Fields } from '../local/types'

export interface Sent {
  made_at: number
  /** When the office had it; absent while it waits. */
  received_at?: number | undefined
}

export interface Period {
  visits: Seen[]
  /** Planned stops up to now. */
  due: number
  /** The records of these visits by kind. */
  records: { [kind: string]: Seen[] }
  /** What each visit asks: displays, products and the retailer's attitude. */
  asked: number
  sent: Sent[]
  now: number
}

export interface Report {
  due: number
  done: number
  skipped: number
  unplanned: number
  asked: number
  answered: number
  minutes: number | null
  out: number
  refilled: number
  rebuilt: number
  placed: number
  sightings: number
  feedback: number
  spent: number
  /** Of what was recorded more than a day ago or has arrived: how much arrived within a day. */
  onTime: number
  judged: number
}

const DAY_MS = 86_400_000
const count = (records: Seen[] = [], holds: (fields: Fields) => boolean): number => records.filter(({ fields }) => holds(fields)).length

export function reportOf({ visits, due, records, asked, sent, now }: Period): Report {
  const done = visits.filter(({ fields }) => fields.outcome === 'done')
  const judged = sent.filter((each) => each.received_at !== undefined || now - each.made_at > DAY_MS)
  return {
    due,
    done: done.length,
    skipped: count(visits, ({ outcome }) => outcome === 'skipped'),
    unplanned: count(done, ({ planned }) => planned === false),
    asked,
    answered: answered(records),
    minutes: median(done.filter(({ fields }) => fields.ended_by === 'person').map(({ fields }) => (Number(fields.ended_at) - Number(fields.started_at)) / 60_000)),
    out: count(records.stock_count, ({ state_on_entry }) => state_on_entry === 'out'),
    refilled: count(records.stock_count, ({ state_on_entry, state_on_exit }) => state_on_entry === 'out' && state_on_exit === 'on_shelf'),
    rebuilt: count(records.display_check, ({ state_on_entry, state_on_exit }) => state_on_entry !== 'as_agreed' && state_on_exit === 'as_agreed'),
    placed: count(records.pop_placement, ({ state }) => state === 'placed' || state === 'replaced'),
    sightings: records.competitor_sighting?.length ?? 0,
    feedback: records.feedback?.length ?? 0,
    spent: (records.promo_spend ?? []).reduce((sum, { fields }) => sum + Number(fields.amount_minor ?? 0), 0),
    onTime: judged.filter((each) => each.received_at !== undefined && each.received_at - each.made_at <= DAY_MS).length,
    judged: judged.length,
  }
}

function answered(records: Period['records']): number {
  const stock = count(records.stock_count, ({ state_on_exit }) => state_on_exit !== undefined)
  const displays = count(records.display_check, ({ state_on_exit }) => state_on_exit !== undefined)
  return stock + displays + count(records.attitude, ({ level }) => level !== undefined)
}

function median(values: number[]): number | null {
  const sorted = values.filter(Number.isFinite).sort((one, other) => one - other)
  if (!sorted.length) return null
  const middle = sorted.length >> 1
  return Math.round(sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2)
}

/** The days of a period that ends with the day it was asked on: that day, its week from Monday, its month. */
export function daysOf(period: 'day' | 'week' | 'month', today: string): string[] {
  const end = new Date(`${today}T12:00:00Z`)
  const back = period === 'day' ? 0 : period === 'week' ? (end.getUTCDay() + 6) % 7 : end.getUTCDate() - 1
  return Array.from({ length: back + 1 }, (_, place) => new Date(end.getTime() - (back - place) * DAY_MS).toISOString().slice(0, 10))
}
