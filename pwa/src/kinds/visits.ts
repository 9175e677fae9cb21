// What a visit is about to look at: which outlet's lists are in force, which visit came before. Pure over rows.
import { tail } from '../local/ids'
import type { Seen } from '../local/overlay'
import { isInForce } from './due_stops'

/** The scope of everything observed on a visit that starts on a local day. */
export const visitsScope = (route: string, day: string): string => `visits:${tail(route)}:${day.slice(0, 7)}`

/** The products an outlet shall carry on a day, each once, heroes first, then by name. */
export function mustStock(lines: Seen[], outlet: Seen, day: string, product: (id: string) => Seen | undefined): Seen[] {
  const wanted = lines.filter((line) => line.fields.outlet_class === outlet.fields.outlet_class && isInForce(line.fields, day))
  const products = [...new Set(wanted.map((line) => String(line.fields.sku)))].map(product).filter((each) => each !== undefined)
  return products.sort((one, other) => rank(one) - rank(other) || nameOf(one).localeCompare(nameOf(other)))
}

const rank = (product: Seen): number => (product.fields.hero ? 0 : product.fields.counted ? 1 : 2)

export const nameOf = (record: Seen | undefined): string => String(record?.fields.name ?? '')

/** The plan lines of one sort that an outlet owes on a day. */
export function owed(lines: Seen[], outlet: string, what: string, day: string): Seen[] {
  return lines.filter(({ fields }) => {
    if (fields.outlet !== outlet || fields.what !== what) return false
    const released = (fields.released_on as string | undefined) ?? ''
    const until = (fields.until_on as string | undefined) ?? '9999-12-31'
    return released <= day && day <= until
  })
}

/** The finished visits to an outlet before an instant, the latest first. */
export function visitsBefore(visits: Seen[], outlet: string, before: number): Seen[] {
  return visits
    .filter(({ fields }) => fields.outlet === outlet && fields.outcome === 'done' && startOf(fields) < before)
    .sort((one, other) => startOf(other.fields) - startOf(one.fields))
}

export const visitBefore = (visits: Seen[], outlet: string, before: number): Seen | undefined => visitsBefore(visits, outlet, before)[0]

const startOf = (fields: Seen['fields']): number => Number(fields.started_at ?? 0)

export type StopState = 'due' | 'open' | 'done' | 'skipped'

/** How a stop stands today, from the visits made to it today. */
export function stateOf(visits: Seen[]): StopState {
  const outcomes = visits.map((visit) => visit.fields.outcome)
  if (outcomes.includes(undefined)) return 'open'
  if (outcomes.includes('done')) return 'done'
  return outcomes.length ? 'skipped' : 'due'
}

/** Displays agreed with an outlet and in force on a day. */
export function agreedDisplays(displays: Seen[], outlet: string, day: string): Seen[] {
  return displays.filter(({ fields }) => fields.outlet === outlet && isInForce(fields, day))
}
