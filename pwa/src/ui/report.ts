// A period's report from what is on this phone: its figures, its sentences, its place among the records.
import { dueStops } from '../kinds/due_stops'
import { daysOf, reportOf, type Report } from '../kinds/report'
import { agreedDisplays, mustStock, visitsScope } from '../kinds/visits'
import type { Seen } from '../local/overlay'
import { readKind } from '../local/read_kind'
import { sentBetween } from '../local/sent'
import { app, localDay } from './app.svelte'
import { isOthers } from './authors'
import { usualCurrency } from './records'
import { isOwn, routes } from './today'
import { spoken, t } from './words.svelte'

export type PeriodName = 'day' | 'week' | 'month'
const KINDS = ['stock_count', 'display_check', 'pop_placement', 'competitor_sighting', 'feedback', 'attitude', 'promo_spend']
const DAY_MS = 86_400_000

export interface Written {
  period: PeriodName
  days: string[]
  report: Report
}

export async function write(period: PeriodName, today: string): Promise<Written | null> {
  const { store } = app
  if (!store) return null
  const days = daysOf(period, today)
  const visits = app.all('visit').filter((visit) => !isOthers(visit) && days.includes(dayOf(visit)))
  const ids = new Set(visits.map(({ id }) => id))
  const read = await Promise.all(KINDS.map(async (kind) => [kind, (await readKind(store, kind)).filter((each) => ids.has(visitOf(each)))] as const))
  const from = new Date(`${days[0]}T00:00:00`).getTime()
  const until = new Date(`${days.at(-1)}T00:00:00`).getTime() + DAY_MS
  const due = days.reduce((sum, day) => sum + dueOn(day), 0)
  const asked = visits.filter(({ fields }) => fields.outcome === 'done').reduce((sum, visit) => sum + askedOn(visit), 0)
  const report = reportOf({ visits, due, records: Object.fromEntries(read), asked, sent: await sentBetween(store, from, until), now: Date.now() })
  return { period, days, report }
}

const dayOf = (visit: Seen): string => localDay(Number(visit.fields.started_at ?? 0))
const visitOf = ({ id, fields }: Seen): string => (typeof fields.visit === 'string' ? fields.visit : id.split('/')[0]!)

function dueOn(day: string): number {
  const stops = app.all('route_stop')
  return routes().filter(isOwn).reduce((sum, route) => sum + dueStops(stops.filter(({ fields }) => fields.route === route.id), route.fields, day).length, 0)
}

function askedOn(visit: Seen): number {
  const outlet = app.get(String(visit.fields.outlet))
  if (!outlet) return 0
  const products = mustStock(app.all('must_stock'), outlet, dayOf(visit), (id) => app.get(id))
  return products.length + agreedDisplays(app.all('display'), outlet.id, dayOf(visit)).length + 1
}

export function titleOfReport({ period, days }: Written): string {
  const [from, until] = [spoken.words.day(days[0]!), spoken.words.day(days.at(-1)!)]
  return t(`report.title.${period}`, { name: app.store?.who.name ?? '', from, until })
}

/** The figures as sentences, each whole. */
export function linesOf({ report }: Written): string[] {
  const { words } = spoken
  const share = (part: number, whole: number) => words.share(part, whole)
  if (report.due + report.done + report.skipped === 0) return [t('report.nothing')]
  return [
    t('report.visits', { done: report.done, due: report.due, unplanned: report.unplanned, skipped: report.skipped }),
    report.minutes === null ? '' : t('report.minutes', { n: report.minutes }),
    report.asked ? t('report.complete', { share: share(report.answered, report.asked), answered: report.answered, asked: report.asked }) : '',
    report.judged ? t('report.timely', { share: share(report.onTime, report.judged), n: report.judged }) : '',
    t('report.stock', { out: report.out, refilled: report.refilled }),
    t('report.displays', { n: report.rebuilt }),
    t('report.pop', { n: report.placed }),
    t('report.market', { sightings: report.sightings, feedback: report.feedback }),
    report.spent ? t('report.spent', { amount: words.money(report.spent, usualCurrency()) }) : '',
  ].filter(Boolean)
}

const recordOf = ({ period, days }: Written): string => `report/${app.store!.database.person}/${period}/${days[0]}`

export const remarkOf = (written: Written, reports: Seen[]): string => String(reports.find(({ id }) => id === recordOf(written))?.fields.remark ?? '')

/** Puts the report among the records, with its remark. */
export async function keep(written: Written, remark: string): Promise<string | null> {
  const route = routes().find(isOwn) ?? routes()[0]
  if (!route) return null
  const { due, done, asked, answered } = written.report
  const fields = { period: written.period, from_on: written.days[0]!, until_on: written.days.at(-1)!, route: route.id, due, done, asked, answered, remark: remark.trim() || null }
  return app.save([{ op: 'set', record: recordOf(written), kind: 'report', scope: visitsScope(route.id, written.days[0]!), fields }])
}
