// The plans this person has been told of: what she has done about each, and how that is written down.
import { uuid7 } from '../local/ids'
import type { Seen } from '../local/overlay'
import type { Fields } from '../local/types'
import { app } from './app.svelte'
import { isOthers } from './authors'

export interface Asked {
  question: string
  answers: string[]
  right: number
}

export interface Said {
  id: string
  question: string
  answer?: string
  by?: string
}

export interface PlanToMe {
  card: Seen
  plan: string
  quiz: Asked[]
  /** What was answered so far, in the order of the questions. */
  answers: number[]
  isRead: boolean
  isPassed: boolean
  isAcknowledged: boolean
  thread: Said[]
}

const own = (kind: string, plan: string): Seen[] => app.all(kind).filter((each) => each.fields.of_plan === plan && !isOthers(each))

/** The newest first. */
export function plansToMe(): PlanToMe[] {
  const cards = [...app.all('plan_card')]
  cards.sort((one, other) => String(other.fields.released_on ?? '').localeCompare(String(one.fields.released_on ?? '')) || one.id.localeCompare(other.id))
  const told = new Map(cards.map((card) => [String(card.fields.of_plan), card]))
  return [...told].map(([plan, card]) => toMe(plan, card))
}

/** How many were not read yet. */
export const unread = (plans: PlanToMe[]): number => plans.filter(({ isRead }) => !isRead).length

function toMe(plan: string, card: Seen): PlanToMe {
  const receipts = own('plan_receipt', plan)
  const quiz = (card.fields.quiz as unknown as Asked[] | undefined) ?? []
  const has = (name: string) => receipts.some(({ fields }) => !!fields[name])
  const answers = (receipts.at(-1)?.fields.answers as number[] | undefined) ?? []
  return { card, plan, quiz, answers, isRead: has('read_at'), isPassed: has('passed'), isAcknowledged: has('acknowledged_at'), thread: threadOf(plan) }
}

/** The person's own questions, and every answer that her territory was given. */
function threadOf(plan: string): Said[] {
  const answers = app.all('plan_answer').filter(({ fields }) => fields.of_plan === plan)
  const answered = answers.map(({ id, fields }) => ({ id, of: String(fields.of), question: String(fields.question), answer: String(fields.answer), by: String(fields.answered_by ?? '') }))
  const open = own('plan_question', plan).filter(({ id }) => !answered.some(({ of }) => of === id))
  return [...answered, ...open.map(({ id, fields }) => ({ id, question: String(fields.text) }))]
}

/** Writes on the person's own receipt of a plan. */
export function receive(plan: string, fields: Fields): Promise<string | null> {
  const record = own('plan_receipt', plan).at(-1)?.id ?? uuid7()
  return app.save([{ op: 'set', record, kind: 'plan_receipt', scope: scope(), fields: { of_plan: plan, ...fields } }])
}

export function ask(plan: string, text: string): Promise<string | null> {
  return app.save([{ op: 'set', record: uuid7(), kind: 'plan_question', scope: scope(), fields: { of_plan: plan, text } }])
}

const scope = (): string => `person:${app.store!.database.person}`

/** A tap on an answer: the next question comes; after the last it is known whether all were right. */
export function answer({ plan, quiz, answers }: PlanToMe, chosen: number): Promise<string | null> {
  const given = [...answers, chosen]
  const isLast = given.length === quiz.length
  return receive(plan, { answers: given, ...(isLast ? { passed: quiz.every(({ right }, place) => right === given[place]) } : {}) })
}
