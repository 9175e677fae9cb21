import { describe, expect, test } from 'vitest'
import { Overlay, overlaid } from '../src/local/overlay'
import type { Change, Op, Row } from '../src/local/types'

const base: Row = { scope: 's', id: 'r', kind: 'stock_count', rev: 3, epoch: 'e1', generation: 1, hash: '', fields: { on_shelf: 4, from_the_future: 'kept' } }
const set = (n: number, fields: Record<string, number | null>): { n: number; op: Op } => ({ n, op: { op: 'set', record: 'r', kind: 'stock_count', scope: 's', fields } })

describe('what a person sees', () => {
  test('is the base row where she changed nothing', () => {
    expect(overlaid(base, [])?.fields).toEqual({ on_shelf: 4, from_the_future: 'kept' })
  })

  test('is her own values over the base, the later over the earlier, unknown fields untouched', () => {
    expect(overlaid(base, [set(1, { on_shelf: 5 }), set(2, { on_shelf: 6, facings: 2 })])?.fields).toEqual({
      on_shelf: 6,
      facings: 2,
      from_the_future: 'kept',
    })
  })

  test('is an answer no more once it was cleared', () => {
    expect(overlaid(base, [set(1, { on_shelf: null })])?.fields).toEqual({ from_the_future: 'kept' })
  })

  test('is a new record before the server knows it', () => {
    expect(overlaid(undefined, [set(1, { on_shelf: 5 })])).toMatchObject({ kind: 'stock_count', scope: 's', retired: false })
  })

  test('is nothing of a record she retired, and a later value does not bring it back', () => {
    const retire = { n: 4, op: { op: 'retire', record: 'r' } as Op }
    expect(overlaid(base, [retire])?.retired).toBe(true)
    expect(overlaid(base, [retire, set(5, { on_shelf: 1 })])?.retired).toBe(true)
  })

  test('leaves the base row as it came', () => {
    overlaid(base, [set(1, { on_shelf: 9 })])
    expect(base.fields.on_shelf).toBe(4)
  })
})

test('changes are laid over in order of n, however they are added', () => {
  const overlay = new Overlay()
  const change = (n: number, on_shelf: number): Change => ({ id: `c${n}`, n, at: 0, off: 0, after: [], ops: [set(n, { on_shelf }).op] })
  overlay.add(change(2, 20))
  overlay.add(change(1, 10))
  expect(overlaid(base, overlay.of('r'))?.fields.on_shelf).toBe(20)
})
