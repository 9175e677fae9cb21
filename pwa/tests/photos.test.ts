import { expect, test } from 'vitest'
import { hex, sha256 } from '../src/local/canonical'
import { distinct } from '../src/ui/distinct'

/** The beginning and the end of a JPEG: its start, its first segment, one byte, its end. */
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0x55, 0xff, 0xd9]).buffer

async function picture() {
  return { bytes: JPEG, sha: hex(await sha256(JPEG)), width: 3 }
}

test('the same picture used for two records is two photos, and the second holds all of the first', async () => {
  const one = await distinct(await picture(), async () => false)
  const two = await distinct(await picture(), async () => false)

  expect(one.bytes).toBe(JPEG)
  expect(two.sha).not.toBe(one.sha)
  expect(two.sha).toBe(hex(await sha256(two.bytes)))
  const bytes = [...new Uint8Array(two.bytes)]
  expect(bytes.slice(8, 12)).toEqual([0xff, 0xfe, 0, 18])
  expect([...bytes.slice(0, 8), ...bytes.slice(28)]).toEqual([...new Uint8Array(JPEG)])
})

test('a picture that the phone knows from an earlier day is marked, too', async () => {
  const { sha } = await picture()
  const again = await distinct(await picture(), async (asked) => asked === sha)

  expect(again.sha).not.toBe(sha)
  expect(again.width).toBe(3)
})
