// The few rows that the screen of the day needs, so that it is there before the many others are read.
import type { Database } from './database'
import type { Row } from './types'

/** The day of the week as route stops name it: 1 is Monday. */
export const weekdayOf = (at: Date): number => at.getDay() || 7

/** The routes, the stops that may be due, their outlets and what is owed there, the visits, what needs attention. */
export async function rowsOfTheDay(database: Database, weekday: number): Promise<Row[]> {
  const db = await database.connection()
  const rows = db.transaction('rows').store
  const kinds = ['route', 'visit', 'attention'].map((kind) => rows.index('kind').getAll(kind))
  const stops = await rows.index('weekday').getAll(weekday)
  const outlets = stops.map(({ scope, fields }) => rows.get([scope, String(fields.outlet)]))
  const owed = stops.map(({ fields }) => rows.index('kind_at_outlet').getAll(['plan_line', String(fields.outlet)]))
  const [some, found, lines] = await Promise.all([Promise.all(kinds), Promise.all(outlets), Promise.all(owed)])
  return [...some.flat(), ...stops, ...found.filter((each) => each !== undefined), ...lines.flat()]
}
