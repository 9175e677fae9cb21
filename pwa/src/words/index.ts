// What the phone says, in the person's language; numbers, days and money by its customs.
import type { en } from './en'

export type Key = keyof typeof en
export type Message = string | { one?: string; other: string }
export type Messages = { [key in Key]: Message }
export type Language = 'en' | 'zh'
export type Given = { [name: string]: string | number }

/** Only the language that is spoken is fetched at the start; all are kept offline. */
export const LANGUAGES: { [language in Language]: { messages: () => Promise<Messages>; locale: string; own_name: string } } = {
  en: { messages: () => import('./en').then(({ en }) => en), locale: 'en-GB', own_name: 'English' },
  zh: { messages: () => import('./zh').then(({ zh }) => zh), locale: 'zh-CN', own_name: '中文' },
}

export class Words {
  private readonly locale: string
  private readonly plurals: Intl.PluralRules
  private readonly numbers: Intl.NumberFormat
  private readonly moments = new Map<string, Intl.DateTimeFormat>()

  constructor(
    readonly language: Language,
    private readonly messages: Messages,
  ) {
    this.locale = LANGUAGES[language].locale
    this.plurals = new Intl.PluralRules(this.locale)
    this.numbers = new Intl.NumberFormat(this.locale)
  }

  static async in(language: Language): Promise<Words> {
    return new Words(language, await LANGUAGES[language].messages())
  }

  /** The sentence under a key; `n` chooses its number. */
  t(key: Key, given: Given = {}): string {
    const message: Message = this.messages[key]
    const form = typeof message === 'string' ? message : this.inNumber(message, Number(given.n ?? 0))
    return form.replace(/\{(\w+)\}/g, (_, name: string) => this.shown(given[name]))
  }

  private inNumber(message: { one?: string; other: string }, n: number): string {
    return (this.plurals.select(n) === 'one' && message.one) || message.other
  }

  private shown(value: string | number | undefined): string {
    return typeof value === 'number' ? this.number(value) : (value ?? '')
  }

  number(value: number): string {
    return this.numbers.format(value)
  }

  /** A format costs more to make than to use. */
  private asDate(parts: Intl.DateTimeFormatOptions, at: number | Date): string {
    const name = Object.entries(parts).join()
    const format = this.moments.get(name) ?? new Intl.DateTimeFormat(this.locale, parts)
    this.moments.set(name, format)
    return format.format(at)
  }

  time(at: number): string {
    return this.asDate({ hour: '2-digit', minute: '2-digit' }, at)
  }

  /** A time of today, or with its day when it was another. */
  moment(at: number, now: number = Date.now()): string {
    if (new Date(at).toDateString() === new Date(now).toDateString()) return this.time(at)
    return this.asDate({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }, at)
  }

  day(day: string): string {
    const [year, month, date] = day.split('-').map(Number)
    return this.asDate({ day: 'numeric', month: 'short', year: 'numeric' }, new Date(year!, month! - 1, date!))
  }

  /** `Tuesday, 24 November` */
  longDay(at: number): string {
    return this.asDate({ weekday: 'long', day: 'numeric', month: 'long' }, at)
  }

  money(minor: number, currency: string): string {
    const format = new Intl.NumberFormat(this.locale, { style: 'currency', currency: currencyOr(currency) })
    return format.format(minor / 10 ** minorDigits(currency))
  }

  distance(metres: number): string {
    if (metres < 1_000) return this.t('unit.m', { n: metres < 100 ? metres : Math.round(metres / 10) * 10 })
    return this.t('unit.km', { n: Math.round(metres / 100) / 10 })
  }

  /** `83 %`: a part of a whole. */
  share(part: number, whole: number): string {
    return new Intl.NumberFormat(this.locale, { style: 'percent', maximumFractionDigits: 0 }).format(whole ? part / whole : 0)
  }

  size(bytes: number): string {
    if (bytes >= 1_000_000) return this.t('unit.mb', { n: Math.round(bytes / 100_000) / 10 })
    return this.t('unit.kb', { n: Math.max(1, Math.round(bytes / 1_000)) })
  }

  list(parts: string[]): string {
    return new Intl.ListFormat(this.locale, { type: 'unit', style: 'short' }).format(parts)
  }
}

const currencyOr = (currency: string): string => (/^[A-Za-z]{3}$/.test(currency) ? currency : 'XXX')

/** How many decimals a currency has: 2 for GBP and CNY, 0 for JPY. */
export function minorDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: currencyOr(currency) })
  return format.resolvedOptions().maximumFractionDigits ?? 2
}

/** The language of the phone before anybody has chosen one. */
export function languageOf(locales: readonly string[]): Language {
  return locales[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
