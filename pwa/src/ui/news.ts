// What is new on the route since yesterday: stops, plans, lists, questions, and whose round is covered.
import type { Seen } from '../local/overlay'
import { app, localDay } from './app.svelte'
import { titleOf, titleOfId } from './records'
import { isOwn, routes } from './today'
import { spoken, t } from './words.svelte'

export interface News {
  id: string
  sort: 'cover' | 'stop' | 'card' | 'plan' | 'promo' | 'list' | 'question'
  text: string
}

const DAY_MS = 86_400_000
const ENDING_DAYS = 3
const day = (fields: Seen['fields'], name: string): string => String(fields[name] ?? '')

export function newsOf(today: string): News[] {
  const noon = new Date(`${today}T12:00:00`).getTime()
  const [since, soon] = [localDay(noon - DAY_MS), localDay(noon + ENDING_DAYS * DAY_MS)]
  const isNew = (value: string) => value >= since && value <= today
  return [...covers(), ...stops(isNew, since), ...cards(isNew), ...plans(isNew), ...promos(isNew, today, soon), ...lists(isNew), ...questions(isNew)]
}

function covers(): News[] {
  const others = routes().filter((route) => !isOwn(route))
  return others.map((route) => ({ id: route.id, sort: 'cover', text: t('news.cover', { route: titleOf(route) }) }))
}

function stops(isNew: (day: string) => boolean, since: string): News[] {
  return app.all('route_stop').flatMap((stop): News[] => {
    const outlet = titleOfId(String(stop.fields.outlet))
    if (!outlet) return []
    if (isNew(day(stop.fields, 'from_on'))) return [{ id: stop.id, sort: 'stop', text: t('news.stop', { outlet }) }]
    return day(stop.fields, 'until_on') === since ? [{ id: stop.id, sort: 'stop', text: t('news.stop_gone', { outlet }) }] : []
  })
}

function cards(isNew: (day: string) => boolean): News[] {
  const told = app.all('plan_card').filter(({ fields }) => isNew(day(fields, 'released_on')))
  return told.map((card) => ({ id: card.id, sort: 'card', text: t('news.card', { name: titleOf(card) }) }))
}

/** What a release owes, by plan and item: one line, however many outlets it reaches. */
function plans(isNew: (day: string) => boolean): News[] {
  const found = new Map<string, { what: string; n: number }>()
  for (const { fields } of app.all('plan_line')) {
    if (!isNew(day(fields, 'released_on'))) continue
    const subject = String(fields.pop_item ?? fields.promo ?? fields.gift ?? '')
    const key = `${String(fields.plan)} ${subject}`
    const what = titleOfId(subject) || String(fields.plan)
    found.set(key, { what, n: (found.get(key)?.n ?? 0) + 1 })
  }
  return [...found].map(([id, { what, n }]) => ({ id, sort: 'plan', text: t('news.plan', { what, n }) }))
}

function promos(isNew: (day: string) => boolean, today: string, soon: string): News[] {
  return app.all('promo').flatMap((promo): News[] => {
    const [from, until, name] = [day(promo.fields, 'from_on'), day(promo.fields, 'until_on'), titleOf(promo)]
    if (isNew(from)) return [{ id: promo.id, sort: 'promo', text: t('news.promo', { name }) }]
    const isEnding = until >= today && until <= soon
    return isEnding ? [{ id: promo.id, sort: 'promo', text: t('news.promo_ends', { name, day: spoken.words.day(until) }) }] : []
  })
}

function lists(isNew: (day: string) => boolean): News[] {
  const products = app.all('must_stock').filter(({ fields }) => isNew(day(fields, 'from_on'))).map(({ fields }) => String(fields.sku))
  return [...new Set(products)].map((id) => ({ id, sort: 'list', text: t('news.list', { product: titleOfId(id) }) }))
}

function questions(isNew: (day: string) => boolean): News[] {
  const asked = app.all('question').filter(({ fields }) => isNew(day(fields, 'from_on')))
  return asked.map((question) => ({ id: question.id, sort: 'question', text: t('news.question', { question: titleOf(question) }) }))
}
