import { expect, test } from 'vitest'
import { likeOutlets, nameLikeness } from '../src/kinds/likeness'
import type { Seen } from '../src/local/overlay'

const HERE = { lat_e6: 55_000_000, lon_e6: 2_500_000 }
const metresNorth = (metres: number) => ({ lat_e6: HERE.lat_e6 + Math.round(metres / 0.1112), lon_e6: HERE.lon_e6 })
const outlet = (id: string, name: string, metres: number, phone = ''): Seen => ({
  id, kind: 'outlet', scope: 'route:n1', fields: { name, phone, position: metresNorth(metres) },
})
const KNOWN = [
  outlet('corner', 'Corner Lamp', 120, '+00 5550 1003'),
  outlet('kettle', 'Late Kettle', 4000, '+00 5550 1009'),
  outlet('door', 'Blue Door', 12),
  outlet('zh', '红星超市', 80),
]
const like = (name: string, phone = '', spot: typeof HERE | null = HERE) => likeOutlets(KNOWN, name, phone, spot).map(({ outlet: { id }, by }) => [id, by.join()])

test('a shop on the same spot is warned of, whatever it is called', () => {
  expect(like('Something Else')).toEqual([['door', 'distance']])
})

test('names are alike across case, accents, order of marks and a slip of the finger', () => {
  expect(nameLikeness('Café Müller', 'cafe muller')).toBe(1)
  expect(nameLikeness('Corner Lamp', "corner lamp's")).toBeGreaterThan(0.7)
  expect(nameLikeness('红星超市', '红星小超市')).toBeGreaterThan(0.55)
  expect(nameLikeness('Corner Lamp', 'Late Kettle')).toBeLessThan(0.3)
  expect(nameLikeness('', '')).toBe(0)
})

test('an alike name counts in the same street only, a phone number everywhere', () => {
  expect(like('The Corner Lamp')).toContainEqual(['corner', 'name'])
  expect(like('Late Kettle')).not.toContainEqual(['kettle', 'name'])
  expect(like('Late Kettle', '00 5550-1009')[0]).toEqual(['kettle', 'phone'])
  expect(like('Late Kettle', '', null)).toContainEqual(['kettle', 'name'])
})
