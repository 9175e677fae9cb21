// The person's own bag of POP: what moved, what was put up, and whether it is time to count it.
import { countDue } from '../kinds/bag'
import type { Seen } from '../local/overlay'
import { readKind } from '../local/read_kind'
import { app } from './app.svelte'
import { isOthers } from './authors'

export interface MyBag {
  movements: Seen[]
  placements: Seen[]
  /** The last count, or null when there was none; undefined when no count is due. */
  due: number | null | undefined
}

export async function myBag(): Promise<MyBag> {
  const { store } = app
  const own = async (kind: string) => (store ? (await readKind(store, kind)).filter((each) => !isOthers(each)) : [])
  const [movements, placements] = await Promise.all([own('pop_movement'), own('pop_placement')])
  return { movements, placements, due: countDue(movements, placements, Date.now()) }
}
