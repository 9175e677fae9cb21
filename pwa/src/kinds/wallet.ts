// Money on a route: what each budget line holds, what was spent of it, what is left; and how a spend stands. Pure.
import type { Seen } from '../local/overlay'
import { isInForce } from './due_stops'

export interface Purse {
  line: Seen
  spent: number
  left: number
}

export type Approval = 'free' | 'waiting' | 'approved' | 'refused'

/** The lines in force on a day. What the office refused is not spent from them. */
export function pursesOf(lines: Seen[], spends: Seen[], replies: Seen[], day: string): Purse[] {
  return lines
    .filter(({ fields }) => isInForce(fields, day))
    .map((line) => {
      const own = spends.filter((spend) => spend.fields.budget_line === line.id && approvalOf(spend, line, replies) !== 'refused')
      const spent = own.reduce((sum, { fields }) => sum + Number(fields.amount_minor ?? 0), 0)
      return { line, spent, left: Number(line.fields.amount_minor ?? 0) - spent }
    })
}

export function approvalOf(spend: Seen, line: Seen | undefined, replies: Seen[]): Approval {
  const state = replies.find(({ fields }) => fields.of === spend.id)?.fields.state
  if (state === 'approved' || state === 'refused') return state
  return Number(spend.fields.amount_minor) <= Number(line?.fields.free_minor ?? 0) ? 'free' : 'waiting'
}
