import { expect, test } from 'vitest'
import { waitAfter } from '../src/ui/lock_wait'

test('the first wrong attempts cost nothing, then the wait doubles up to a quarter of an hour', () => {
  expect([1, 2, 3, 4, 5, 20].map(waitAfter)).toEqual([0, 0, 30_000, 60_000, 120_000, 900_000])
})
