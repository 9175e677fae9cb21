import { beforeEach, describe, expect, test } from 'vitest'
import { take } from '../src/exchange/answer'
import { batch } from '../src/exchange/request'
import { Database } from '../src/local/database'
import { Store } from '../src/local/store'
import { aPhoneOf, answer, asked, COUNT, counted, cursorOf, outbox, page, row, VISITS } from './given'

let phone: Store
beforeEach(async () => void (phone = await aPhoneOf('amina')))

async function given(...pages: Awaited<ReturnType<typeof page>>[]) {
  const cursor = await cursorOf(phone)
  const request = asked(cursor ? { [VISITS]: cursor } : {})
  return take(phone, request, answer(request, { scopes: pages }))
}

async function verdict(given: object, scopes: Awaited<ReturnType<typeof page>>[] = []) {
  const [entry] = await outbox(phone)
  const request = asked({ [VISITS]: (await cursorOf(phone)) ?? '' })
  await take(phone, request, answer(request, { verdicts: [{ id: entry!.id, verdict: 'accepted', ...given }], scopes }))
}

describe('pages', () => {
  test('a first page is laid down and its cursor kept', async () => {
    await given(await page([row({ on_shelf: 4 })]))

    await phone.memory.openVisit(COUNT.split('/')[0]!)
    expect(phone.get(COUNT)?.fields.on_shelf).toBe(4)
    expect(await cursorOf(phone)).toBe('e1.1.')
  })

  test('a page computed from another cursor is left alone', async () => {
    await given(await page([row({ on_shelf: 4 })]))
    const request = asked({ [VISITS]: 'e1.9.' })
    await take(phone, request, answer(request, { scopes: [await page([row({ on_shelf: 9 }, 2)], { in: 'e1.9.', reset: false, out: 'e1.10.' })] }))

    expect(await cursorOf(phone)).toBe('e1.1.')
  })

  test('an answer to another request is left alone', async () => {
    const request = asked()
    const taken = await take(phone, request, answer({ ...request, number: request.number + 1 }, { scopes: [await page([row({})])] }))

    expect(taken).toBeNull()
    expect(await cursorOf(phone)).toBeUndefined()
  })

  test('a reset over two pages sweeps what it did not bring, only at its end', async () => {
    const other = `${COUNT}-other`
    await given(await page([row({ on_shelf: 1 }), row({ on_shelf: 2 }, 1, other)]))
    await given(await page([row({ on_shelf: 3 }, 2)], { out: 'e2.1.5', done: false }))
    const db = await phone.database.connection()
    expect(await db.count('rows')).toBe(2)

    await given(await page([], { in: 'e2.1.5', reset: false, out: 'e2.5.', digest: (await page([row({ on_shelf: 3 }, 2)])).digest }))
    expect((await db.getAll('rows')).map((each) => each.id)).toEqual([COUNT])
  })

  test('a digest that differs begins the scope anew and is reported', async () => {
    const taken = await given(await page([row({ on_shelf: 4 })], { digest: 'deadbeefdeadbeef' }))

    expect(taken?.more).toBe(true)
    expect(await cursorOf(phone)).toBeNull()
    expect(await phone.database.meta('report')).toMatchObject([{ code: 'digest.differs', scope: VISITS }])
  })

  test('a scope that differs again and again is not asked for in circles', async () => {
    await given(await page([row({})], { digest: 'deadbeefdeadbeef' }))
    const taken = await given(await page([row({})], { digest: 'deadbeefdeadbeef' }))

    expect(taken?.more).toBe(false)
  })

  test('fields the phone has never heard of survive', async () => {
    await given(await page([row({ on_shelf: 4, invented_in_2031: ['x'] })]))
    await phone.memory.openVisit(COUNT.split('/')[0]!)
    await phone.tap([counted({ on_shelf: 5 })])

    expect(phone.get(COUNT)?.fields.invented_in_2031).toEqual(['x'])
    expect((await outbox(phone))[0]?.change.ops[0]).toMatchObject({ fields: { on_shelf: 5 } })
  })
})

describe('verdicts', () => {
  test('an accepted change stays on the screen until its row arrives', async () => {
    await given(await page([]))
    await phone.tap([counted({ on_shelf: 4 })])
    await verdict({ at: { [COUNT]: [VISITS, 2, 1] } })
    expect(phone.waiting.changes).toBe(0)
    expect(phone.get(COUNT)?.fields.on_shelf).toBe(4)

    await given(await page([row({ on_shelf: 4 })], { in: 'e1.1.', reset: false, out: 'e1.2.' }))
    expect(await (await phone.database.connection()).countFromIndex('answered', 'showing', 1)).toBe(0)
    await phone.memory.openVisit(COUNT.split('/')[0]!)
    expect(phone.get(COUNT)?.fields.on_shelf).toBe(4)
  })

  test('a phone that died between a verdict and its row shows the change until the row comes again', async () => {
    await given(await page([]))
    await phone.tap([counted({ on_shelf: 4 })])
    const [entry] = await outbox(phone)
    const request = asked({ [VISITS]: (await cursorOf(phone))! })
    const at = { [COUNT]: [VISITS, 2, 1] as [string, number, number] }
    const next = await page([row({ on_shelf: 4 })], { in: 'e1.1.', reset: false, out: 'e1.2.' })
    const dies = (stores: string[]) => stores.includes('rows') && Promise.reject(new Error('gone'))
    const write = phone.database.write.bind(phone.database)
    phone.database.write = async (stores, ...more) => (await dies(stores)) || write(stores, ...more)
    await expect(take(phone, request, answer(request, { verdicts: [{ id: entry!.id, verdict: 'accepted', at }], scopes: [next] }))).rejects.toThrow('gone')
    phone.close()

    const again = await Store.open(new Database('amina'))
    expect(again.waiting.changes).toBe(0)
    expect(again.get(COUNT)?.fields.on_shelf).toBe(4)
    expect(await cursorOf(again)).toBe('e1.1.')
    const once = asked({ [VISITS]: 'e1.1.' })
    await take(again, once, answer(once, { scopes: [next] }))
    expect(await (await again.database.connection()).countFromIndex('answered', 'showing', 1)).toBe(0)
    again.close()
  })

  test('a row behind the verdict does not end the overlay', async () => {
    await given(await page([row({ on_shelf: 1 })]))
    await phone.tap([counted({ on_shelf: 4 })])
    await verdict({ at: { [COUNT]: [VISITS, 5, 3] } })
    await given(await page([row({ on_shelf: 2 }, 2)], { in: 'e1.1.', reset: false, out: 'e1.2.', done: false, digest: undefined }))

    expect(phone.get(COUNT)?.fields.on_shelf).toBe(4)
  })

  test('a record that is gone at the server ends the overlay', async () => {
    await given(await page([row({ on_shelf: 1 })]))
    await phone.tap([counted({ on_shelf: 4 })])
    await verdict({ at: { [COUNT]: [VISITS, 5, 2] } })
    await given(await page([{ id: COUNT, rev: 3, gone: true }], { in: 'e1.1.', reset: false, out: 'e1.6.' }))

    expect(phone.get(COUNT)).toBeUndefined()
  })

  test('a change kept aside is shown until its attention has arrived, and never lost', async () => {
    await given(await page([]))
    await phone.tap([counted({ on_shelf: 4 })])
    await verdict({ verdict: 'quarantined', at: { 'attention/x/1': ['person:amina', 3, 1] }, attention: 'attention/x/1' })
    expect(phone.get(COUNT)?.fields.on_shelf).toBe(4)

    const row = { id: 'attention/x/1', kind: 'attention', rev: 1, fields: { state: 'open' } }
    const request = asked()
    await take(phone, request, answer(request, { scopes: [await page([row], { id: 'person:amina' })] }))
    expect(phone.get(COUNT)).toBeUndefined()
    expect(phone.get('attention/x/1')?.fields.state).toBe('open')
  })

  test('after a restore of the server the archive goes to it again, in order', async () => {
    await given(await page([]))
    await phone.tap([counted({ on_shelf: 4 })])
    await verdict({ at: { [COUNT]: [VISITS, 2, 1] } })
    await phone.tap([counted({ on_shelf: 5 })])
    const request = asked()
    await take(phone, request, answer(request, { epoch: 'e2' }))

    expect((await outbox(phone)).map((entry) => entry.n)).toEqual([1, 2])
  })

  test('the archive is kept for thirty days whatever the backups say', async () => {
    await phone.tap([counted({ on_shelf: 4 })])
    await verdict({ at: { [COUNT]: [VISITS, 2, 1] } })
    const request = asked()
    await take(phone, request, answer(request, { safe_through: Date.now() + 1_000_000 }))

    expect(await (await phone.database.connection()).count('answered')).toBe(1)
  })
})

describe('a scope taken away', () => {
  test('goes with its rows', async () => {
    await given(await page([row({ on_shelf: 4 })]))
    const request = asked()
    await take(phone, request, answer(request, { drop: [VISITS] }))

    expect(await (await phone.database.connection()).count('rows')).toBe(0)
    expect(await cursorOf(phone)).toBeUndefined()
  })

  test('waits while an own unsent change names it', async () => {
    await given(await page([row({ on_shelf: 4 })]))
    await phone.tap([counted({ on_shelf: 5 })])
    const request = asked()
    await take(phone, request, answer(request, { drop: [VISITS] }))

    expect(await cursorOf(phone)).toBe('e1.1.')
  })
})

test('a batch holds what fits, and one change however large', async () => {
  await phone.tap([counted({ on_shelf: 1 })])
  await phone.tap([counted({ on_shelf: 2 })])
  const entries = await outbox(phone)

  expect(batch(entries, 200).length).toBe(2)
  expect(batch(entries, 200, 10).length).toBe(1)
  expect(batch(entries, 1).length).toBe(1)
})
