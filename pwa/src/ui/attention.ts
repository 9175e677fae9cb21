// What the office could not take: the open ones, newest first.
import type { Seen } from '../local/overlay'
import type { Fields, Json, Problem, SetOp } from '../local/types'
import { app } from './app.svelte'

export function attentions(): Seen[] {
  const mine = app.all('attention').filter((each) => (each.fields.state ?? 'open') === 'open')
  return mine.sort((one, other) => madeAt(other) - madeAt(one))
}

export const madeAt = (attention: Seen): number => Number(attention.fields.claimed_at ?? attention.fields.made_at ?? 0)

export function problemsOf(attention: Seen): Problem[] {
  const { problems } = attention.fields
  return Array.isArray(problems) ? (problems as unknown as Problem[]) : []
}

/** The ops as they were sent; whatever cannot be read as an op is left out. */
export function sentOps(attention: Seen): SetOp[] {
  const ops = (attention.fields.sent as Fields | null)?.ops
  if (!Array.isArray(ops)) return []
  return ops.filter(isSetOp) as unknown as SetOp[]
}

function isSetOp(op: Json): boolean {
  return op !== null && typeof op === 'object' && !Array.isArray(op) && op.op === 'set' && typeof op.record === 'string' && isMap(op.fields)
}

const isMap = (value: Json | undefined): boolean => value !== null && typeof value === 'object' && !Array.isArray(value)

/** The open ones that name a record of a visit. */
export function attentionsOf(visit: string): Seen[] {
  return attentions().filter((each) => sentOps(each).some((op) => op.record.startsWith(visit) || op.fields.visit === visit))
}
