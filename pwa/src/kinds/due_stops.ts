// Which stops of a route are due on a day, in walking order; the cases are in sync/vectors/due_stops.json.
import type { Fields } from '../local/types'

export interface Stop {
  id: string
  fields: Fields
}

const DAY_MS = 86_400_000
const FIRST_MONDAY = '1970-01-05'

const dayNumber = (day: string): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS)
const isoWeekday = (day: string): number => ((dayNumber(day) + 3) % 7 + 7) % 7 + 1
const mondayOf = (day: string): number => dayNumber(day) - (isoWeekday(day) - 1)

/** `a` or `b`: the week of a route's cycle that a day lies in. */
export function weekOf(day: string, weekAOn: string = FIRST_MONDAY): 'a' | 'b' {
  const weeks = Math.floor((mondayOf(day) - mondayOf(weekAOn)) / 7)
  return weeks % 2 === 0 ? 'a' : 'b'
}

export function isInForce(fields: Fields, day: string): boolean {
  const from = fields.from_on as string | undefined
  const until = fields.until_on as string | undefined
  return (!from || from <= day) && (!until || day <= until)
}

export function isDue(stop: Stop, route: Fields, day: string): boolean {
  const weekdays = (stop.fields.weekdays as number[] | undefined) ?? []
  const weeks = stop.fields.weeks ?? 'every'
  if (!isInForce(stop.fields, day) || !weekdays.includes(isoWeekday(day))) return false
  return weeks === 'every' || weeks === weekOf(day, (route.week_a_on as string | undefined) ?? FIRST_MONDAY)
}

export function inWalkingOrder<T extends Stop>(stops: T[]): T[] {
  const place = (stop: T) => (stop.fields.position as number | undefined) ?? 0
  return [...stops].sort((one, other) => place(one) - place(other) || (one.id < other.id ? -1 : 1))
}

export function dueStops<T extends Stop>(stops: T[], route: Fields, day: string): T[] {
  return inWalkingOrder(stops.filter((stop) => isDue(stop, route, day)))
}
