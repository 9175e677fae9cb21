// Adding the scopes up anew: what the disk lost or altered is noticed, and asked for again.
import { addToDigest, EMPTY_DIGEST, rowHash } from './canonical'
import type { Database } from './database'
import type { Report, Row, ScopeState } from './types'

/** Lets scopes begin anew whose rows are not what was laid down; true when there are any. */
export async function audit(database: Database): Promise<boolean> {
  const tx = (await database.connection()).transaction(['scopes', 'rows'])
  const [scopes, rows] = await Promise.all([tx.objectStore('scopes').getAll(), tx.objectStore('rows').getAll()])
  const sums = await sumsOf(rows)
  const wrong = scopes.filter((state) => state.cursor && !state.resetting && (sums.get(state.scope) ?? EMPTY_DIGEST) !== state.digest)
  if (wrong.length) await beginAnew(database, wrong)
  return wrong.length > 0
}

async function sumsOf(rows: Row[]): Promise<Map<string, string>> {
  const hashes = await Promise.all(rows.map((row) => rowHash(row.id, row.rev, row.fields)))
  const sums = new Map<string, string>()
  rows.forEach(({ scope }, place) => sums.set(scope, addToDigest(sums.get(scope) ?? EMPTY_DIGEST, hashes[place]!, null)))
  return sums
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
