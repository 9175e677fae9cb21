// Distances between positions in micro-degrees; the cases are in sync/vectors/distances.json.
const RADIUS_M = 6_371_008.8
const NEAR_M = 150

export interface Spot {
  lat_e6: number
  lon_e6: number
}

export interface Position extends Spot {
  accuracy_m?: number
}

/** The great-circle distance in whole metres. */
export function distance(one: Spot, other: Spot): number {
  const radians = (micro: number) => (micro / 1e6) * (Math.PI / 180)
  const up = Math.sin(radians(other.lat_e6 - one.lat_e6) / 2) ** 2
  const along = Math.sin(radians(other.lon_e6 - one.lon_e6) / 2) ** 2
  const half = up + Math.cos(radians(one.lat_e6)) * Math.cos(radians(other.lat_e6)) * along
  return Math.round(2 * RADIUS_M * Math.asin(Math.min(1, Math.sqrt(half))))
}

export type LocationStatus = 'near' | 'unsure' | 'far' | 'no_fix'

/** What a check-in's position says: evidence, never a gate. */
export function locationStatus(fix: Position | null, outlet: Spot | null): { status: LocationStatus; distance_m: number | null } {
  if (!fix) return { status: 'no_fix', distance_m: null }
  if (!outlet) return { status: 'unsure', distance_m: null }
  const metres = distance(fix, outlet)
  const accuracy = fix.accuracy_m ?? 0
  if (metres - accuracy > NEAR_M) return { status: 'far', distance_m: metres }
  return { status: accuracy > NEAR_M ? 'unsure' : 'near', distance_m: metres }
}
