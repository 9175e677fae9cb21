import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { takeSnapshot } from '../src/exchange/snapshots'
import { addToDigest, EMPTY_DIGEST, rowHash } from '../src/local/canonical'
import type { Page, WireRow } from '../src/local/pages'
import { Database } from '../src/local/database'
import { Arrival } from '../src/local/snapshots'
import { Store } from '../src/local/store'
import { take } from '../src/exchange/answer'
import { aPhoneOf, answer, asked, cursorOf, page as aPage } from './given'

const ROUTE = 'route:north-1'
const PART: Page = { id: ROUTE, in: null, reset: true, out: 'e1.9.', rows: [], done: false, snapshot: '/api/v1/snapshots/route:north-1/e1.9' }
const outlet = (number: number, rev = 1): WireRow => ({ id: `outlet/${number}`, kind: 'outlet', rev, by: 'mona', fields: { name: `Outlet ${number} ${rev}` } })
const outlets = (count: number, rev = 1) => Array.from({ length: count }, (_, number) => outlet(number, rev))

function linesOf(rows: WireRow[], last: object | null = {}): string {
  const digest = rows.reduce((sum, row) => addToDigest(sum, rowHash(row.id, row.rev, row.fields!), null), EMPTY_DIGEST)
  const end = last && { n: rows.length, digest, seq: 9, ...last }
  return [...rows, ...(end ? [end] : [])].map((each) => `${JSON.stringify(each)}\n`).join('')
}

let phone: Store
beforeEach(async () => void (phone = await aPhoneOf('amina')))
afterEach(() => vi.unstubAllGlobals())

function arrives(text: string, part: Page = PART, epoch = 'e1'): Promise<boolean> {
  vi.stubGlobal('fetch', async () => new Response(text))
  return takeSnapshot(phone, part, epoch, 'token')
}

const rows = async () => (await phone.database.connection()).getAll('rows')
const names = async () => (await rows()).map((row) => row.fields.name)

describe('a scope that comes as one file', () => {
  test('is laid down whole, with its cursor, and seen at once', async () => {
    expect(await arrives(linesOf(outlets(2_500)))).toBe(true)

    expect(phone.all('outlet').length).toBe(2_500)
    expect(phone.get('outlet/7')?.by).toBe('mona')
    expect(await cursorOf(phone, ROUTE)).toBe('e1.9.')
  })

  test('goes on with pages, whose digest still agrees', async () => {
    await arrives(linesOf(outlets(2)))
    const next = await aPage([outlet(0, 2), outlet(1)], { id: ROUTE, in: 'e1.9.', out: 'e1.10.', rows: [outlet(0, 2)], reset: false })
    const request = asked({ [ROUTE]: 'e1.9.' })
    const taken = await take(phone, request, answer(request, { scopes: [next] }))

    expect(taken?.more).toBe(false)
    expect(phone.get('outlet/0')?.fields.name).toBe('Outlet 0 2')
    expect(await phone.database.meta('report')).toEqual([])
  })

  test.each([
    ['without its last line', linesOf(outlets(1_500), null)],
    ['with a row too few', linesOf(outlets(1_500), { n: 1_501 })],
    ['with another digest', linesOf(outlets(1_500), { digest: 'deadbeefdeadbeef' })],
    ['with half a line', linesOf(outlets(1_500)).slice(0, -40)],
  ])('%s leaves nothing behind', async (_, text) => {
    expect(await arrives(text)).toBe(false)

    expect(await rows()).toEqual([])
    expect(phone.all('outlet')).toEqual([])
    expect(await cursorOf(phone, ROUTE)).toBeNull()
  })

  test('overwrites nothing old before it is whole', async () => {
    await arrives(linesOf(outlets(3)))
    const again = { ...PART, out: 'e2.9.' }

    expect(await arrives(linesOf(outlets(2, 5), null), again, 'e2')).toBe(false)
    expect(await names()).toEqual(['Outlet 0 1', 'Outlet 1 1', 'Outlet 2 1'])
    expect(await cursorOf(phone, ROUTE)).toBe('e1.9.')

    expect(await arrives(linesOf(outlets(2, 5)), again, 'e2')).toBe(true)
    expect(await names()).toEqual(['Outlet 0 5', 'Outlet 1 5'])
    expect(phone.all('outlet').length).toBe(2)
  })

  test('that broke off when the app died is cleared away at the next start', async () => {
    const arrival = await Arrival.begin(phone.database, PART, 'e1')
    await arrival.add(outlets(1_200))
    expect((await rows()).length).toBe(1_000)

    phone.close()
    phone = await Store.open(new Database('amina'))
    expect(await rows()).toEqual([])
    expect(phone.all('outlet')).toEqual([])
  })

  test('ends the overlay of a record that the file tells of, and of one that it would tell of', async () => {
    const set = (record: string) => ({ op: 'set' as const, record, kind: 'outlet', scope: ROUTE, fields: { name: 'Mine' } })
    await phone.tap([set('outlet/0'), set('outlet/gone'), set('outlet/late')])
    const [entry] = await (await phone.database.connection()).getAll('outbox')
    const at = { 'outlet/0': [ROUTE, 5, 1], 'outlet/gone': [ROUTE, 6, 1], 'outlet/late': [ROUTE, 12, 1] } as const
    const request = asked()
    await take(phone, request, answer(request, { verdicts: [{ id: entry!.id, verdict: 'accepted', at: at as never }], scopes: [PART] }))
    await arrives(linesOf(outlets(1)))

    expect(phone.get('outlet/0')?.fields.name).toBe('Outlet 0 1')
    expect(phone.get('outlet/gone')).toBeUndefined()
    expect(phone.get('outlet/late')?.fields.name).toBe('Mine')
  })
})

test('the first load is over when an answer leaves nothing open', async () => {
  const request = asked()
  const taken = await take(phone, request, answer(request, { scopes: [PART] }))
  expect(taken).toMatchObject({ more: true, snapshots: [PART] })
  expect(phone.contact.loaded).toBe(false)

  const next = asked()
  await take(phone, next, answer(next))
  expect(phone.contact.loaded).toBe(true)
})
