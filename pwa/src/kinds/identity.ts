// Which id a new record gets, and which fields every record of a visit is born with.
import { uuid7 } from '../local/ids'
import type { Fields } from '../local/types'
import type { Kind, KindField } from './types'

/** The id of the visit's record of a kind; `value` is that of the identity's field. */
export function recordOf(kind: Kind, visit: string, value?: string): string {
  if (kind.identity.form !== 'per_visit') return uuid7()
  return value === undefined ? `${visit}/${kind.name}` : `${visit}/${kind.name}/${value}`
}

/** One record a visit needs no choice before it is begun; others first ask what they are about. */
export function asksWhatAbout(kind: Kind): KindField | undefined {
  if (kind.identity.form !== 'per_visit') return undefined
  return kind.fields.find((field) => field.name === kind.identity.of?.[0])
}

/** The fields that the visit gives, as far as the kind has them. */
export function givenByVisit(kind: Kind, visit: string, outlet: string): Fields {
  const given: Fields = { outlet, visit }
  return Object.fromEntries(Object.entries(given).filter(([name]) => kind.fields.some((field) => field.name === name)))
}

/** The fields a person fills in. */
export function askedOf(kind: Kind): KindField[] {
  const about = kind.identity.form === 'per_visit' ? (kind.identity.of ?? []) : []
  const given = new Set(['outlet', 'visit', ...about.slice(0, 1)])
  return kind.fields.filter((field) => !given.has(field.name) && field.type !== 'payload' && !isOwnRef(kind, field))
}

/** References to other records of the same kind (`same_as`, `corrects`) are set by actions, not by hand. */
function isOwnRef(kind: Kind, field: KindField): boolean {
  return field.type === 'ref' && (field.of === kind.name || field.of === 'visit')
}

/** Money and goods are booked whole; other kinds with something required are begun on a slip too. */
export function isBookedWhole(kind: Kind): boolean {
  const required = askedOf(kind).some((field) => field.required)
  return kind.merge === 'entry' || required
}

export function isComplete(kind: Kind, fields: Fields): boolean {
  return askedOf(kind).every((field) => !field.required || (fields[field.name] ?? null) !== null)
}
