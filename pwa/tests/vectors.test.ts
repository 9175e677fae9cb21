// The cases that Python and TypeScript both run.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isGtin } from '../src/kinds/check_digit'
import { distance, locationStatus } from '../src/kinds/distance'
import { dueStops } from '../src/kinds/due_stops'
import { addToDigest, canonical, EMPTY_DIGEST, rowHash } from '../src/local/canonical'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../sync/vectors/${name}.json`, import.meta.url), 'utf8'))

describe('due stops', () => {
  test.each(read('due_stops').cases)('$name', ({ route, stops, day, due }) => {
    expect(dueStops(stops as { id: string; fields: object }[] as never, route, day).map((stop: { id: string }) => stop.id)).toEqual(due)
  })
})

describe('distances', () => {
  test.each(read('distances').distances)('$metres m', ({ from, to, metres }) => expect(distance(from, to)).toBe(metres))
  test.each(read('distances').statuses)('$name', ({ fix, outlet, status, distance_m }) => {
    expect(locationStatus(fix, outlet)).toEqual({ status, distance_m })
  })
})

describe('check digits', () => {
  test.each(read('check_digits').cases)('$gtin', ({ gtin, valid }) => expect(isGtin(gtin)).toBe(valid))
})

const { canonical: spellings, rows, digests } = read('canonical')

describe('canonical JSON', () => {
  test.each(spellings)('$text', ({ value, text }) => expect(canonical(value)).toBe(text))
})

describe('digests', () => {
  test.each(rows)('of the row $id', async ({ id, rev, fields, hash }) => expect(await rowHash(id, rev, fields)).toBe(hash))
  test.each(digests)('of rows $of', ({ of, digest }) => {
    const sum = (of as number[]).reduce((total, place) => addToDigest(total, rows[place].hash, null), EMPTY_DIGEST)
    expect(sum).toBe(digest)
    expect((of as number[]).reduce((total, place) => addToDigest(total, null, rows[place].hash), sum)).toBe(EMPTY_DIGEST)
  })
})
