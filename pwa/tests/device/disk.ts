// A phone's disk: IndexedDB in memory that can be full, can rot, and survives the death of the app at any task.
import 'fake-indexeddb/auto'
import FDBFactory from 'fake-indexeddb/lib/FDBFactory'
import FDBTransaction from 'fake-indexeddb/lib/FDBTransaction'

type Raw = any

export class Disk {
  readonly factory: Raw = new FDBFactory()
  /** How many of the next writing transactions find no room. */
  full = 0

  private raw(database: string): Raw {
    return this.factory._databases.get(database)
  }

  private records(database: string, store: string): Raw[] {
    const records = this.raw(database)?.rawObjectStores.get(store)?.records
    return records ? [...records.values()] : []
  }

  /** Everything in a store, as it lies there. */
  all(database: string, store: string): Raw[] {
    return this.records(database, store).map(({ value }) => value)
  }

  meta(database: string): Record<string, Raw> {
    return Object.fromEntries(this.records(database, 'meta').map(({ key, value }) => [key, value]))
  }

  /** The app using a database died: what was not committed is undone, what was open is closed. */
  abandon(database: string): void {
    this.factory._connectionQueues.delete(database)
    const raw = this.raw(database)
    if (!raw) return
    for (const tx of raw.transactions as Raw[]) {
      if (tx._state === 'finished') continue
      for (const undo of tx._rollbackLog.reverse()) undo()
      tx._state = 'finished'
    }
    raw.transactions = []
    raw.connections = []
  }

  /** Alters or loses a row as a failing medium does, without telling anybody; which row that was. */
  rot(database: string, place: number, how: 'altered' | 'lost'): string | null {
    const rows = this.all(database, 'rows')
    const row = rows[place % Math.max(1, rows.length)]
    if (!row) return null
    if (how === 'altered') row.fields.rotten = place
    else this.raw(database).rawObjectStores.get('rows').deleteRecord([row.scope, row.id], [])
    return `${row.scope} ${row.id}`
  }

  /** Alters a change that waits to be sent; its id. */
  garble(database: string, place: number): string | null {
    const waiting = this.all(database, 'outbox')
    const entry = waiting[place % Math.max(1, waiting.length)]
    const op = entry?.change.ops[0]
    if (op?.op !== 'set') return null
    op.fields.name = `garbled ${place}`
    return entry.id
  }
}

/** Lets a commit fail when the disk that it goes to has no room. */
export function limitRoom(diskInUse: () => Disk | null): void {
  const start = FDBTransaction.prototype._start
  FDBTransaction.prototype._start = function (this: Raw) {
    const disk = diskInUse()
    const commits = this._requests.length === 0 && this._state !== 'finished'
    if (!disk?.full || !commits || this.mode !== 'readwrite' || !this._rollbackLog.length) return start.call(this)
    disk.full--
    this._abort('QuotaExceededError')
  }
}
