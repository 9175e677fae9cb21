// How records and values read to a person: a name, an option's title, a day; never a key.
import { say } from '../kinds/catalogue'
import { askedIn } from '../kinds/question'
import type { Kind, KindField } from '../kinds/types'
import type { Seen } from '../local/overlay'
import type { Fields, Json } from '../local/types'
import { app, localDay } from './app.svelte'
import { spoken, t } from './words.svelte'

/** What a record is called: its name, its text, or its kind with what tells it apart. */
export function titleOf(record: Seen | undefined): string {
  if (!record) return ''
  const { name, text, plan, standard } = record.fields
  if (record.kind === 'question') return askedIn(spoken.language, record.fields).text
  if (plan) return [subjectOf(record), plan].filter(Boolean).join(' · ')
  const own = [name, text, standard].find((each) => typeof each === 'string' && each)
  if (own) return String(own)
  if (record.kind === 'outlet') return t('outlets.unnamed')
  const kind = app.catalogue.get(record.kind)
  return [say(kind?.title, spoken.language), kind && summaryOf(kind, record.fields)].filter(Boolean).join(' · ')
}

/** What a plan line is about. */
function subjectOf({ fields }: Seen): string {
  const subject = fields.pop_item ?? fields.promo ?? fields.gift
  return subject ? titleOfId(String(subject)) : ''
}

export function titleOfId(id: string): string {
  return titleOf(app.get(id))
}

/** One value as a person reads it. */
export function shown(field: KindField, value: Json | undefined, fields: Fields): string {
  if (value === undefined || value === null) return ''
  const { words } = spoken
  switch (field.type) {
    case 'choice':
      return optionTitle(field, String(value))
    case 'choices':
      return choicesShown(field, value as Fields)
    case 'boolean':
      return value ? t('form.yes') : t('form.no')
    case 'integer':
      return typeof value === 'number' ? words.number(value) : String(value)
    case 'money':
      return typeof value === 'number' ? words.money(value, String(fields.currency ?? '')) : String(value)
    case 'day':
      return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? words.day(String(value)) : String(value)
    case 'instant':
      return typeof value === 'number' ? words.moment(value) : String(value)
    case 'ref':
      return titleOfId(String(value)) || String(value).split('/').pop()!.replaceAll('-', ' ')
    case 'text':
      return String(value)
    default:
      return JSON.stringify(value)
  }
}

export function optionTitle(field: KindField | undefined, name: string): string {
  return say(field?.options?.find((option) => option.name === name)?.title, spoken.language) || name
}

function choicesShown(field: KindField, answers: Fields): string {
  const parts = (field.keys ?? []).flatMap((key) =>
    answers[key.name] === undefined ? [] : [`${say(key.title, spoken.language)}: ${optionTitle(field, String(answers[key.name]))}`],
  )
  return spoken.words.list(parts)
}

/** A record in one line: what was answered, in the order of its kind. */
export function summaryOf(kind: Kind, fields: Fields): string {
  const hidden = new Set(['outlet', 'visit', 'currency', 'route'])
  const parts = kind.fields.filter((field) => !hidden.has(field.name) && field.of !== kind.name).map((field) => shown(field, fields[field.name], fields))
  return parts.filter(Boolean).slice(0, 4).join(' · ')
}

export function chipsOf(field: KindField | undefined): { value: string; title: string }[] {
  return (field?.options ?? []).map((option) => ({ value: option.name, title: say(option.title, spoken.language) }))
}

export function labelOf(kind: string, field: string): string {
  return say(app.catalogue.field(kind, field)?.title, spoken.language)
}

/** The currency amounts are asked in: that of the company's price list. */
export function usualCurrency(): string {
  const priced = app.all('product').find((product) => typeof product.fields.currency === 'string')
  return String(priced?.fields.currency ?? 'EUR')
}

/** The records that a reference may name, for people who record at an outlet. */
export function candidates(of: string, outlet: string): Seen[] {
  const today = localDay(Date.now())
  return app.all(of).filter(({ fields }) => {
    const isElsewhere = 'outlet' in fields && fields.outlet !== outlet && of !== 'outlet'
    const isOver = typeof fields.until_on === 'string' && fields.until_on < today
    return !isElsewhere && !isOver
  })
}
