import { expect, test } from 'vitest'
import { daysOf, reportOf } from '../src/kinds/report'
import type { Seen } from '../src/local/overlay'
import type { Fields } from '../src/local/types'

const seen = (fields: Fields): Seen => ({ id: '', kind: '', scope: '', fields })
const HOUR = 3_600_000
const NOW = 1_000 * HOUR

test('a report counts what was found and what was mended', () => {
  const report = reportOf({
    now: NOW,
    due: 4,
    asked: 10,
    visits: [
      seen({ outcome: 'done', planned: true, started_at: 0, ended_at: 600_000, ended_by: 'person' }),
      seen({ outcome: 'done', planned: false, started_at: 0, ended_at: 1_200_000, ended_by: 'person' }),
      seen({ outcome: 'skipped', planned: true }),
    ],
    records: {
      stock_count: [seen({ state_on_entry: 'out', state_on_exit: 'on_shelf' }), seen({ state_on_entry: 'out', state_on_exit: 'out' }), seen({})],
      display_check: [seen({ state_on_entry: 'missing', state_on_exit: 'as_agreed' })],
      attitude: [seen({ level: 0 })],
      promo_spend: [seen({ amount_minor: 2500 }), seen({ amount_minor: -500 })],
    },
    sent: [
      { made_at: NOW - 30 * HOUR, received_at: NOW - 29 * HOUR },
      { made_at: NOW - 60 * HOUR, received_at: NOW - 30 * HOUR },
      { made_at: NOW - 40 * HOUR },
      { made_at: NOW - HOUR },
    ],
  })

  expect(report).toMatchObject({ due: 4, done: 2, skipped: 1, unplanned: 1, asked: 10, answered: 4, minutes: 15 })
  expect(report).toMatchObject({ out: 2, refilled: 1, rebuilt: 1, placed: 0, spent: 2000, onTime: 1, judged: 3 })
})

test('a period ends today: a week begins on Monday, a month on its first day', () => {
  expect(daysOf('day', '2026-11-24')).toEqual(['2026-11-24'])
  expect(daysOf('week', '2026-11-24')).toEqual(['2026-11-23', '2026-11-24'])
  expect(daysOf('week', '2026-11-29')).toHaveLength(7)
  expect(daysOf('month', '2026-03-01')).toEqual(['2026-03-01'])
  expect(daysOf('month', '2024-02-29')).toHaveLength(29)
})
