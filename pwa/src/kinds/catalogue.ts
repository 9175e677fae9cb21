// The list of kinds the phone was told, by name and by card.
import type { Kind, KindField, Label, Language } from './types'

/** The cards drawn by hand, in their order on the screen; every other card is drawn under `more`. */
export const CARDS = ['displays', 'tally', 'pop', 'promotion', 'market', 'retailer', 'spend', 'more'] as const
export type Card = (typeof CARDS)[number]

/** Kinds whose recording is drawn by hand; any other is drawn from its declaration. */
const BY_HAND = new Set(['display_check', 'stock_count', 'price_check', 'pop_placement', 'promo_check', 'competitor_sighting', 'attitude', 'feedback', 'promoter_shift', 'agreement'])

export class Catalogue {
  private readonly byName: Map<string, Kind>

  constructor(
    readonly version: number,
    kinds: Kind[],
  ) {
    this.byName = new Map(kinds.map((kind) => [kind.name, kind]))
  }

  get(name: string): Kind | undefined {
    return this.byName.get(name)
  }

  /** The kinds a card shows from their declarations, for a person of this role. */
  drawnOn(card: Card, role: string): Kind[] {
    return [...this.byName.values()].filter(
      (kind) => cardOf(kind) === card && !BY_HAND.has(kind.name) && kind.authors.includes(role),
    )
  }

  field(kind: string, name: string): KindField | undefined {
    return this.byName.get(kind)?.fields.find((field) => field.name === name)
  }
}

export const EMPTY = new Catalogue(0, [])

export function cardOf(kind: Kind): Card | null {
  if (!kind.card) return null
  return CARDS.find((card) => card === kind.card) ?? 'more'
}

export function say(label: Label | undefined, language: Language): string {
  return label?.[language] || label?.en || ''
}
