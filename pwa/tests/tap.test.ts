import { beforeEach, expect, test } from 'vitest'
import type { Store } from '../src/local/store'
import { COUNT, counted, outbox, aPhoneOf, page, asked, answer, row } from './given'
import { take } from '../src/exchange/answer'

let phone: Store
beforeEach(async () => void (phone = await aPhoneOf('amina')))

test('a tap is on the disk, numbered without a gap, and on the screen', async () => {
  await phone.tap([counted({ on_shelf: 4 })])
  await phone.tap([counted({ on_shelf: 5 })])

  expect((await outbox(phone)).map((entry) => entry.n)).toEqual([1, 2])
  expect(phone.get(COUNT)?.fields.on_shelf).toBe(5)
  expect(phone.waiting.changes).toBe(2)
})

test('taps at the same moment get different numbers', async () => {
  await Promise.all([1, 2, 3, 4, 5].map((on_shelf) => phone.tap([counted({ on_shelf })])))

  expect((await outbox(phone)).map((entry) => entry.n)).toEqual([1, 2, 3, 4, 5])
})

test('a change says which revision its author was looking at', async () => {
  const request = asked()
  await take(phone, request, answer(request, { scopes: [await page([row({ on_shelf: 4 }, 7)])] }))
  await phone.tap([counted({ on_shelf: 5 })])

  expect((await outbox(phone))[0]?.change.ops[0]).toMatchObject({ base: 'e1.7' })
})

test('a tap waits for nobody who lays down rows or reads them, and an answer for no tap to wait long', async () => {
  const opened: string[] = []
  const write = phone.database.write.bind(phone.database)
  phone.database.write = (stores, durability, work) => (opened.push(`${stores.join(' ')} ${durability}`), write(stores, durability, work))
  await phone.tap([counted({ on_shelf: 4 })])
  const [entry] = await outbox(phone)
  const request = asked()
  await take(phone, request, answer(request, { verdicts: [{ id: entry!.id, verdict: 'accepted' }], scopes: [await page([row({ on_shelf: 4 })])] }))

  expect(opened).toEqual(['meta outbox strict', 'outbox answered meta strict', 'rows scopes answered relaxed', 'meta relaxed'])
})

test('a retirement travels with nothing but its record', async () => {
  await phone.tap([{ op: 'retire', record: COUNT, scope: 'visits:north-1:2026-11' }])

  const [entry] = await outbox(phone)
  expect(entry?.change.ops).toEqual([{ op: 'retire', record: COUNT }])
  expect(entry?.scopes).toEqual(['visits:north-1:2026-11'])
})

test('what was tapped is there after the app was closed', async () => {
  await phone.tap([counted({ on_shelf: 4 })])
  phone.close()
  const { Store } = await import('../src/local/store')
  const { Database } = await import('../src/local/database')
  const again = await Store.open(new Database('amina'))

  expect(again.get(COUNT)?.fields.on_shelf).toBe(4)
  await again.tap([counted({ on_shelf: 5 })])
  expect((await outbox(again)).at(-1)?.n).toBe(2)
})

test('another person on the same phone has her own work and her own numbers', async () => {
  await phone.tap([counted({ on_shelf: 4 })])
  const bruno = await aPhoneOf('bruno')

  expect(bruno.get(COUNT)).toBeUndefined()
  await bruno.tap([counted({ on_shelf: 1 })])
  expect((await outbox(bruno))[0]?.n).toBe(1)
  expect((await outbox(phone)).length).toBe(1)
})

test('a removal waits ten seconds and can be taken back', async () => {
  await phone.tap([counted({ on_shelf: 4 })])
  await phone.removals.wish(COUNT, [{ op: 'retire', record: COUNT, scope: 'visits:north-1:2026-11' }])
  expect(phone.get(COUNT)).toBeUndefined()
  await phone.removals.takeBack(COUNT)

  expect(phone.get(COUNT)?.fields.on_shelf).toBe(4)
  expect((await outbox(phone)).length).toBe(1)
})
