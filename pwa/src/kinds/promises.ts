// What a retailer promised and has not kept yet, and which argument to use next. Pure.
import type { Seen } from '../local/overlay'

export interface Promised {
  attitude: Seen
  text: string
  due: string | undefined
}

const OVER = new Set(['kept', 'broken'])

/** The promises of earlier visits that nobody has said to be kept or given up before this visit. */
export function openPromises(attitudes: Seen[], checks: Seen[], visit: string): Promised[] {
  const over = new Set(checks.filter((check) => !check.id.startsWith(`${visit}/`) && OVER.has(String(check.fields.state))).map(({ fields }) => fields.promise))
  return attitudes
    .filter(({ id, fields }) => typeof fields.promise === 'string' && !id.startsWith(`${visit}/`) && !over.has(id))
    .map((attitude) => ({ attitude, text: String(attitude.fields.promise), due: attitude.fields.promise_due_on as string | undefined }))
    .sort((one, other) => (one.due ?? '9').localeCompare(other.due ?? '9'))
}

/** What moved him last is used again; else the one not used for longest. `attitudes` from the newest to the oldest. */
export function nextArgument(attitudes: Seen[], all: string[]): string | undefined {
  const [last, before] = attitudes.filter(({ fields }) => fields.level !== undefined)
  const used = attitudes.map(({ fields }) => fields.argument).filter((each) => typeof each === 'string')
  if (last && before && Number(last.fields.level) > Number(before.fields.level) && last.fields.argument) return String(last.fields.argument)
  const age = (argument: string) => (used.includes(argument) ? used.indexOf(argument) : used.length)
  return [...all].sort((one, other) => age(other) - age(one))[0]
}
