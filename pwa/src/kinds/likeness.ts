// Whether a shop about to be added is one that is known already: by name, by phone number, by distance. Pure.
import type { Seen } from '../local/overlay'
import { distance, type Spot } from './distance'

export interface Likeness {
  outlet: Seen
  /** What makes them alike, the surest first. */
  by: ('phone' | 'name' | 'distance')[]
  metres: number | null
}

const ALIKE = 0.55
const SAME_SPOT_M = 30
const SAME_STREET_M = 300
const PHONE_DIGITS = 7
const MOST = 4
const WEIGHTS = { phone: 4, name: 2, distance: 1 }

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()

/** Pairs of neighbouring letters; one letter stands for itself, so that short names in Chinese count too. */
function pairs(text: string): string[] {
  const letters = [...` ${plain(text)} `]
  return letters.slice(1).map((letter, place) => letters[place]! + letter)
}

/** Between 0 and 1: how much of their pairs two names share (Dice). */
export function nameLikeness(one: string, other: string): number {
  const [ones, others] = [pairs(one), pairs(other)]
  const left = [...others]
  const shared = ones.filter((pair) => {
    const place = left.indexOf(pair)
    if (place >= 0) left.splice(place, 1)
    return place >= 0
  })
  return plain(one) && plain(other) ? (2 * shared.length) / (ones.length + others.length) : 0
}

const digits = (phone: unknown): string => String(phone ?? '').replace(/\D/g, '').slice(-PHONE_DIGITS)

function likeness(outlet: Seen, name: string, phone: string, spot: Spot | null): Likeness {
  const there = outlet.fields.position as unknown as Spot | undefined
  const metres = spot && there ? distance(spot, there) : null
  const isNear = metres === null || metres <= SAME_STREET_M
  const by: Likeness['by'] = []
  if (digits(phone).length === PHONE_DIGITS && digits(phone) === digits(outlet.fields.phone)) by.push('phone')
  if (isNear && nameLikeness(name, String(outlet.fields.name ?? '')) >= ALIKE) by.push('name')
  if (metres !== null && metres <= SAME_SPOT_M) by.push('distance')
  return { outlet, by, metres }
}

/** The known outlets that may be the same shop, the likest first. */
export function likeOutlets(outlets: Seen[], name: string, phone: string, spot: Spot | null): Likeness[] {
  const found = outlets.map((outlet) => likeness(outlet, name, phone, spot)).filter(({ by }) => by.length)
  const weight = ({ by }: Likeness) => by.reduce((sum, reason) => sum + WEIGHTS[reason], 0)
  return found.sort((one, other) => weight(other) - weight(one) || (one.metres ?? 1e9) - (other.metres ?? 1e9)).slice(0, MOST)
}
