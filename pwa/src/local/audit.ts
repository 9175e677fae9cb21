// Adding the scopes up anew: what the disk lost or altered is noticed, and asked for again.
import { addToDigest, EMPTY_DIGEST, rowHash } from './canonical'
import type { Database } from './database'
import type { Report, Row, ScopeState } from './types'

/** Rows read at once. */
const STEP = 50
/** Adding up for longer at once would keep a slow phone from a tap. */
const SLICE_MS = 4
const LONGEST_WAIT_MS = 1_000

/** Lets scopes begin anew whose rows are not what was laid down; true when there are any. */
export async function audit(database: Database): Promise<boolean> {
  const wrong: ScopeState[] = []
  for (const state of await (await database.connection()).getAll('scopes')) {
    if (state.cursor && !state.resetting && !(await addsUp(database, state))) wrong.push(state)
  }
  if (wrong.length) await beginAnew(database, wrong)
  return wrong.length > 0
}

/** When the phone has nothing better to do; where a browser does not tell, at once. */
function leisure(): Promise<unknown> | undefined {
  if (!('requestIdleCallback' in globalThis)) return undefined
  return new Promise((resolve) => requestIdleCallback(resolve, { timeout: LONGEST_WAIT_MS }))
}

/** Whether the rows of a scope make its digest. Read in steps between which taps are taken; a page meanwhile makes it void. */
async function addsUp(database: Database, { scope, cursor, digest }: ScopeState): Promise<boolean> {
  let sum = EMPTY_DIGEST
  let after = ''
  let began = 0
  for (;;) {
    const rows = (await (await database.connection()).getAll('rows', IDBKeyRange.bound([scope, after], [scope, '\uffff'], true), STEP)) as Row[]
    for (const row of rows) {
      if (performance.now() - began > SLICE_MS) {
        await leisure()
        began = performance.now()
      }
      sum = addToDigest(sum, rowHash(row.id, row.rev, row.fields), null)
    }
    if (rows.length < STEP) break
    after = rows.at(-1)!.id
  }
  const now = await (await database.connection()).get('scopes', scope)
  return sum === digest || now?.cursor !== cursor
}

async function beginAnew(database: Database, wrong: ScopeState[]): Promise<void> {
  await database.write(['scopes', 'meta'], 'relaxed', async (tx) => {
    for (const { scope, cursor } of wrong) {
      const state = await tx.objectStore('scopes').get(scope)
      if (state?.cursor === cursor) await tx.objectStore('scopes').put!({ ...state, cursor: null })
    }
    const report: Report[] = wrong.map(({ scope }) => ({ code: 'disk.differs', scope }))
    await tx.objectStore('meta').put!(report, 'report')
  })
}
