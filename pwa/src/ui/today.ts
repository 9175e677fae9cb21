// The stops of today as the screen shows them: in walking order, with what happened at each.
import { distance, type Position } from '../kinds/distance'
import { dueStops } from '../kinds/due_stops'
import { stateOf, type StopState } from '../kinds/visits'
import type { Seen } from '../local/overlay'
import { app, localDay } from './app.svelte'
import { isOthers } from './authors'
import { titleOf } from './records'

export interface StopToday {
  outlet: Seen
  route: Seen
  state: StopState
  visits: Seen[]
}

/** The routes on this phone, the person's own first. */
export function routes(): Seen[] {
  const mine = app.store?.database.person
  const isMine = (route: Seen) => (route.fields.tallyman === mine ? 0 : 1)
  return [...app.all('route')].sort((one, other) => isMine(one) - isMine(other) || one.id.localeCompare(other.id))
}

export const isOwn = (route: Seen): boolean => route.fields.tallyman === app.store?.database.person

/** Visits of a local day by outlet. */
export function visitsOn(day: string): Map<string, Seen[]> {
  const found = new Map<string, Seen[]>()
  for (const visit of app.all('visit')) {
    if (localDay(Number(visit.fields.started_at ?? 0)) !== day) continue
    const outlet = String(visit.fields.outlet)
    found.set(outlet, [...(found.get(outlet) ?? []), visit])
  }
  return found
}

export function stopsToday(route: Seen, day: string): StopToday[] {
  const visits = visitsOn(day)
  const stops = app.all('route_stop').filter((stop) => stop.fields.route === route.id)
  return dueStops(stops, route.fields, day).flatMap((stop) => {
    const outlet = app.get(String(stop.fields.outlet))
    if (!outlet) return []
    const made = visits.get(outlet.id) ?? []
    if (outlet.fields.status === 'closed' && made.length === 0) return []
    return [{ outlet, route, state: stateOf(made), visits: made }]
  })
}

/** The person's own visits, begun on an earlier day and never ended. */
export function leftOpen(day: string): Seen[] {
  const isLeft = (visit: Seen) => visit.fields.outcome === undefined && localDay(Number(visit.fields.started_at ?? 0)) < day
  return app.all('visit').filter((visit) => isLeft(visit) && !isOthers(visit))
}

export function positionOf(outlet: Seen | undefined): Position | null {
  return (outlet?.fields.position as unknown as Position | undefined) ?? null
}

export function metresBetween(one: Position | null, other: Position | null): number | null {
  return one && other ? distance(one, other) : null
}

/** A stop as a map shows it. */
export interface Dot {
  id: string
  position: Position
  state: StopState
  label: string
}

/** The stops whose place is known, in their order. */
export function dotsOf(stops: StopToday[]): Dot[] {
  return stops.flatMap(({ outlet, state }) => {
    const position = positionOf(outlet)
    return position ? [{ id: outlet.id, position, state, label: titleOf(outlet) }] : []
  })
}

/** The route an outlet is visited on: its stop's, or the person's own. */
export function routeOf(outlet: Seen): Seen | undefined {
  const stop = app.all('route_stop').find((each) => each.fields.outlet === outlet.id)
  return app.get(String(stop?.fields.route ?? outlet.fields.route ?? '')) ?? routes()[0]
}
