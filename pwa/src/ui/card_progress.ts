// How far each card of a visit is answered, and its one-line summary.
import type { Card } from '../kinds/catalogue'
import { say } from '../kinds/catalogue'
import { isInForce } from '../kinds/due_stops'
import type { Seen } from '../local/overlay'
import type { Fields } from '../local/types'
import { app } from './app.svelte'
import type { VisitBook } from './visit_book'
import { spoken, t } from './words.svelte'

export interface Progress {
  asked: number
  answered: number
  summary: string
}

const isSet = (fields: Fields, name: string): boolean => fields[name] !== undefined

/** A product is answered when its state is known, a reason given if it is out, a number if it is counted. */
export function isTallied(fields: Fields, isCounted: boolean): boolean {
  if (!isSet(fields, 'state_on_entry')) return false
  if (fields.state_on_entry === 'out' && !(isSet(fields, 'cause') && isSet(fields, 'state_on_exit'))) return false
  return !isCounted || fields.state_on_exit === 'out' || isSet(fields, 'on_shelf')
}

export function isDisplayChecked(fields: Fields): boolean {
  return isSet(fields, 'state_on_entry') && isSet(fields, 'state_on_exit')
}

/** The POP items to look at: owed by a plan, standing last time, or recorded now. */
export function popItems(book: VisitBook): string[] {
  const stood = book.previous
    ? app
        .all('pop_placement')
        .filter((each) => each.id.startsWith(`${book.previous!.id}/`) && ['placed', 'standing', 'replaced', 'damaged'].includes(String(each.fields.state)))
    : []
  const items = [...book.popLines, ...stood, ...book.recordsOf('pop_placement')].map((each) => each.fields.pop_item)
  return [...new Set(items.filter((item) => typeof item === 'string'))]
}

export function promos(book: VisitBook): string[] {
  const items = [...book.promoLines, ...book.recordsOf('promo_check')].map((each) => each.fields.promo)
  return [...new Set(items.filter((item) => typeof item === 'string'))]
}

/** The elements a promotion needs; all of them when it does not say. */
export function elementsOf(promo: string): string[] {
  const said = app.get(promo)?.fields.elements as Fields | undefined
  const keys = app.catalogue.field('promo_check', 'elements')?.keys?.map((key) => key.name) ?? []
  return keys.filter((key) => !said || said[key] === 'required')
}

export function isPromoChecked(book: VisitBook, promo: string): boolean {
  const elements = (book.answer('promo_check', promo).elements ?? {}) as Fields
  return elementsOf(promo).every((key) => key in elements)
}

/** Who stands at this outlet by the roster or was recorded now; each with whether she should be there today. */
export function promotersOf(book: VisitBook): { promoter: Seen; isExpected: boolean }[] {
  const weekday = new Date(book.startedAt).getDay() || 7
  return app
    .all('promoter')
    .filter(({ fields }) => fields.outlet === book.outletId)
    .map((promoter) => {
      const days = promoter.fields.weekdays
      return { promoter, isExpected: !Array.isArray(days) || days.includes(weekday) }
    })
}

/** What the office asks on the day of the visit. */
export function questionsOf(book: VisitBook): Seen[] {
  return app.all('question').filter((question) => isInForce(question.fields, book.day))
}

/** A question that wants a photo is answered by one. */
function isShown(book: VisitBook, question: Seen): boolean {
  const of = book.id('answer', question.id)
  return question.fields.form === 'photo' && book.recordsOf('photo').some((photo) => photo.fields.of === of)
}

function count(total: number, done: number): Progress {
  return { asked: total, answered: done, summary: t('card.of', { done, total }) }
}

function optional(book: VisitBook, kinds: string[]): Progress {
  const n = kinds.reduce((total, kind) => total + book.recordsOf(kind).length, 0)
  return { asked: 0, answered: 0, summary: n ? t('card.count', { n }) : t('card.optional') }
}

const BY_CARD: { [card in Card]: (book: VisitBook, drawn: string[]) => Progress } = {
  displays: (book) => {
    const checks = book.displays.map((display) => book.answer('display_check', display.id))
    return { ...count(checks.length, checks.filter(isDisplayChecked).length), ...summaryOf(checks.map((each) => each.state_on_exit), 'display_check', 'state_on_exit') }
  },
  tally: (book) => {
    const counts = book.products.map((product) => isTallied(book.answer('stock_count', product.id), !!product.fields.counted))
    const states = book.products.map((product) => book.answer('stock_count', product.id).state_on_exit)
    return { ...count(counts.length, counts.filter(Boolean).length), ...summaryOf(states, 'stock_count', 'state_on_exit') }
  },
  pop: (book) => {
    const items = popItems(book)
    const states = items.map((item) => book.answer('pop_placement', item).state)
    return { ...count(items.length, states.filter(Boolean).length), ...summaryOf(states, 'pop_placement', 'state') }
  },
  promotion: (book) => {
    const all = promos(book).map((promo) => isPromoChecked(book, promo))
    const expected = promotersOf(book).filter(({ isExpected }) => isExpected)
    const seen = expected.map(({ promoter }) => isSet(book.answer('promoter_shift', promoter.id), 'presence'))
    return count(all.length + seen.length, [...all, ...seen].filter(Boolean).length)
  },
  market: (book) => optional(book, ['competitor_sighting']),
  retailer: (book) => {
    const { level } = book.answer('attitude')
    const summary = typeof level === 'number' ? levelName(level) : t('card.of', { done: 0, total: 1 })
    return { asked: 1, answered: level === undefined ? 0 : 1, summary }
  },
  spend: optional,
  more: (book, drawn) => {
    const questions = questionsOf(book)
    if (questions.length === 0) return optional(book, drawn)
    return count(questions.length, questions.filter((question) => isSet(book.answer('answer', question.id), 'value') || isShown(book, question)).length)
  },
}

/** `10 on shelf, 2 out`: each answer with how often it was given; nothing while nothing is answered. */
function summaryOf(values: unknown[], kind: string, field: string): { summary?: string } {
  const options = app.catalogue.field(kind, field)?.options ?? []
  const parts = options.flatMap((option) => {
    const times = values.filter((value) => value === option.name).length
    return times ? [`${spoken.words.number(times)} ${say(option.title, spoken.language)}`] : []
  })
  return parts.length ? { summary: spoken.words.list(parts) } : {}
}

export const levelName = (level: number): string => t(`retailer.level.${level as 0 | 1 | 2 | 3 | 4}`)

export function progressOf(book: VisitBook, card: Card, drawn: string[]): Progress {
  return BY_CARD[card](book, drawn)
}
