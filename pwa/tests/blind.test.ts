import { expect, test } from 'vitest'
import { isBlindVisit, withoutGhost } from '../src/kinds/blind'
import type { Seen } from '../src/local/overlay'

const visit = (n: number, scope = 'visits:n1:2026-11'): Seen => ({ id: `v${n}`, kind: 'visit', scope, fields: { started_at: n } })
const visits = Array.from({ length: 25 }, (_, place) => visit(place + 1))

test('every tenth visit of a route and month is asked without two ghosts', () => {
  const blind = visits.filter((each) => isBlindVisit(visits, each, () => true)).map(({ id }) => id)

  expect(blind).toEqual(['v10', 'v20'])
})

test('the visits of colleagues and of other months do not count', () => {
  const others = Array.from({ length: 9 }, (_, place) => visit(place, 'visits:n1:2026-10'))

  expect(isBlindVisit([...others, ...visits.slice(0, 1)], visits[0]!, () => true)).toBe(false)
  expect(isBlindVisit(visits, visits[9]!, (each) => each.id !== 'v3')).toBe(false)
})

test('two items, the same whenever the visit is opened, others on another visit', () => {
  const items = Array.from({ length: 12 }, (_, place) => `product/${place}`)
  const chosen = withoutGhost('v10', items)

  expect(chosen).toHaveLength(2)
  expect(withoutGhost('v10', [...items].reverse())).toEqual(chosen)
  expect(new Set(['v20', 'v30', 'v40', 'v50'].map((each) => withoutGhost(each, items).join())).size).toBeGreaterThan(1)
})
