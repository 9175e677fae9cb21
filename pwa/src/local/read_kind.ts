// Every record of a kind on this phone, those of visits that are not open too; for reports and lists, not for every tap.
import type { Seen } from './overlay'
import type { Store } from './store'

export async function readKind(store: Store, kind: string): Promise<Seen[]> {
  const rows = await (await store.database.connection()).getAllFromIndex('rows', 'kind', kind)
  return store.memory.over(kind, rows)
}
