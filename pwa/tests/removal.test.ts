// What was removed at signing out stays removed, whoever else was looking into it.
import './given'
import { expect, test } from 'vitest'
import { Database } from '../src/local/database'

async function names(): Promise<(string | undefined)[]> {
  return (await indexedDB.databases()).map((each) => each.name)
}

test('who only looks does not begin a database', async () => {
  const looks = new Database('gone', false)

  await expect(looks.connection()).rejects.toThrow()

  expect(await names()).not.toContain('tallyround-gone')
})

test('who was looking when it was removed does not bring it back', async () => {
  const ours = new Database('going')
  await ours.setMeta('device', 'd1')
  const looks = new Database('going', false)
  const other = new Database('going')
  expect(await looks.meta('device')).toBe('d1')
  expect(await other.meta('device')).toBe('d1')

  await ours.remove()

  await expect(looks.meta('device')).rejects.toThrow()
  await expect(other.meta('device')).rejects.toThrow()
  expect(await names()).not.toContain('tallyround-going')
})
