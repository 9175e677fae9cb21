// What a person sees of a record: the base row, and over it her own changes in order; pure.
import type { Change, Fields, Op, Row } from './types'

export interface Edit {
  n: number
  op: Op
}

/** A record as the screens see it. */
export interface Seen {
  id: string
  kind: string
  scope: string
  fields: Fields
  retired?: boolean
  /** Who recorded it, by the base row; absent while it is only on this phone. */
  by?: string | undefined
}

/** The record under `edits` (in order of n), or undefined when there is none. */
export function overlaid(base: Row | undefined, edits: readonly Edit[]): Seen | undefined {
  return edits.reduce<Seen | undefined>((record, { op }) => laidOver(record, op), base)
}

/** Makes a new record; the base row is never touched. */
function laidOver(record: Seen | undefined, op: Op): Seen | undefined {
  if (op.op === 'retire') return record && { ...record, retired: true }
  const fields: Fields = { ...record?.fields }
  for (const [name, value] of Object.entries(op.fields)) {
    if (value === null) delete fields[name]
    else fields[name] = value
  }
  const place: Partial<Seen> & { kind: string; scope: string } = record ?? { kind: op.kind, scope: op.scope }
  return { id: op.record, kind: place.kind, scope: place.scope, fields, retired: !!place.retired, by: place.by }
}

/** The edits of every record, in order of n. */
export class Overlay {
  private edits = new Map<string, Edit[]>()

  add(change: Change, only?: readonly string[]): void {
    for (const op of change.ops) {
      if (only && !only.includes(op.record)) continue
      const edits = this.edits.get(op.record) ?? []
      edits.push({ n: change.n, op })
      edits.sort((one, other) => one.n - other.n)
      this.edits.set(op.record, edits)
    }
  }

  of(record: string): readonly Edit[] {
    return this.edits.get(record) ?? []
  }

  records(): IterableIterator<string> {
    return this.edits.keys()
  }
}
