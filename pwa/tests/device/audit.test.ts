import { beforeEach, expect, test, vi } from 'vitest'
import { take } from '../../src/exchange/answer'
import { build } from '../../src/exchange/request'
import { audit } from '../../src/local/audit'
import type { Store } from '../../src/local/store'
import { answer, aPhoneOf, asked, COUNT, cursorOf, page, row, VISITS } from '../given'

let phone: Store
beforeEach(async () => {
  phone = await aPhoneOf('amina')
  const request = asked()
  await take(phone, request, answer(request, { scopes: [await page([row({ on_shelf: 4 })])] }))
})

async function onTheDisk(change: (row: any) => any): Promise<void> {
  const db = await phone.database.connection()
  const kept = await db.get('rows', [VISITS, COUNT])
  const changed = change(kept)
  await (changed ? db.put('rows', changed) : db.delete('rows', [VISITS, COUNT]))
}

test('a disk that holds what was laid down is left alone', async () => {
  expect(await audit(phone.database)).toBe(false)
  expect(await cursorOf(phone)).toBe('e1.1.')
})

test('a row that changed underneath makes its scope begin anew, and is reported', async () => {
  await onTheDisk((kept) => ({ ...kept, fields: { on_shelf: 5 } }))

  expect(await audit(phone.database)).toBe(true)
  expect(await cursorOf(phone)).toBeNull()
  expect(await phone.database.meta('report')).toEqual([{ code: 'disk.differs', scope: VISITS }])
})

test('so does a row that is lost', async () => {
  await onTheDisk(() => null)

  expect(await audit(phone.database)).toBe(true)
})

test('a scope that begins anew is still named, so that it can be taken away', async () => {
  await onTheDisk(() => null)
  await audit(phone.database)
  vi.stubGlobal('navigator', {})

  expect(JSON.parse((await build(phone, 1, { rows: 1, bytes: 1 }, 'boot', false)).body).have).toEqual({ [VISITS]: '' })
})
