import { expect, test } from 'vitest'
import { nextArgument, openPromises } from '../src/kinds/promises'
import { countDue, inBag } from '../src/kinds/bag'
import type { Seen } from '../src/local/overlay'
import type { Fields } from '../src/local/types'

const seen = (id: string, fields: Fields): Seen => ({ id, kind: '', scope: '', fields })

test('a promise comes back until it is kept or given up, the soonest due first', () => {
  const attitudes = [
    seen('v1/attitude', { promise: 'Second shelf', promise_due_on: '2026-12-01' }),
    seen('v2/attitude', { promise: 'Poster', promise_due_on: '2026-11-20' }),
    seen('v3/attitude', { level: 2 }),
    seen('v4/attitude', { promise: 'Made just now' }),
  ]
  const not_yet = seen('v3/promise_check/v2/attitude', { promise: 'v2/attitude', state: 'not_yet' })
  const kept = seen('v3/promise_check/v1/attitude', { promise: 'v1/attitude', state: 'kept' })

  expect(openPromises(attitudes, [not_yet], 'v4').map(({ text }) => text)).toEqual(['Poster', 'Second shelf'])
  expect(openPromises(attitudes, [not_yet, kept], 'v4').map(({ text }) => text)).toEqual(['Poster'])
  expect(openPromises(attitudes, [{ ...kept, id: 'v4/promise_check/v1/attitude' }], 'v4')).toHaveLength(2)
})

test('what moved the retailer is used again, else what was not tried for longest', () => {
  const all = ['margin', 'turnover', 'service']
  const said = (argument: string, level: number) => seen('', { argument, level })

  expect(nextArgument([said('turnover', 3), said('margin', 2)], all)).toBe('turnover')
  expect(nextArgument([said('margin', 2), said('turnover', 2)], all)).toBe('service')
  expect(nextArgument([said('margin', 1), said('turnover', 1), said('service', 1)], all)).toBe('service')
  expect(nextArgument([], all)).toBe('margin')
})

const id = (minute: number) => `${(1_795_000_000_000 + minute * 60_000).toString(16).padStart(12, '0').replace(/^(.{8})/, '$1-')}-7000-8000-000000000000`
const moved = (minute: number, direction: string, units: number) => seen(id(minute), { pop_item: 'p', direction, units })
const put = (minute: number, state: string) => seen(`${id(minute)}/pop_placement/p`, { pop_item: 'p', state })

test('the bag holds what was received, less what was placed and returned, from the last count on', () => {
  expect(inBag('p', [moved(1, 'received', 10), moved(3, 'returned', 2)], [put(2, 'placed'), put(4, 'standing'), put(5, 'replaced')])).toBe(6)
  expect(inBag('p', [moved(1, 'received', 10), moved(6, 'counted', 4)], [put(2, 'placed'), put(7, 'placed')])).toBe(3)
  expect(inBag('q', [moved(1, 'received', 10)], [])).toBe(0)
})

test('the bag is to be counted a week after the last count, and at once when it holds less than nothing', () => {
  const day = 86_400_000
  const count = moved(1, 'counted', 5)
  const at = parseInt(count.id.slice(0, 13).replace('-', ''), 16)
  expect(countDue([], [], at)).toBeUndefined()
  expect(countDue([count], [], at + 6 * day)).toBeUndefined()
  expect(countDue([count], [], at + 7 * day)).toBe(at)
  expect(countDue([moved(1, 'received', 5)], [], at + 7 * day)).toBeNull()
  expect(countDue([moved(1, 'received', 1)], [put(2, 'placed'), put(3, 'placed')], at)).toBeNull()
})
