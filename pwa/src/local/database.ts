// The databases on the phone: one per person, and a tiny one that remembers who signed in.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import type { AnsweredEntry, OutboxEntry, Row, ScopeState, StoredPhoto } from './types'

export interface PersonSchema extends DBSchema {
  rows: {
    key: [string, string]
    value: Row
    indexes: { id: string; kind: string; visit: string; weekday: number; kind_at_outlet: [string, string] }
  }
  scopes: { key: string; value: ScopeState }
  outbox: { key: number; value: OutboxEntry; indexes: { id: string } }
  answered: { key: number; value: AnsweredEntry; indexes: { id: string; showing: number } }
  photos: { key: string; value: StoredPhoto; indexes: { of: string; state: string } }
  meta: { key: string; value: unknown }
}

export type Stores = StoreNames<PersonSchema>[]
export type Writing = IDBPTransaction<PersonSchema, Stores, 'readwrite'>

const VERSION = 3

function layRows(db: IDBPDatabase<PersonSchema>): void {
  const rows = db.createObjectStore('rows', { keyPath: ['scope', 'id'] })
  rows.createIndex('id', 'id')
  rows.createIndex('kind', 'kind')
  rows.createIndex('visit', 'fields.visit')
  rows.createIndex('weekday', 'fields.weekdays', { multiEntry: true })
  rows.createIndex('kind_at_outlet', ['kind', 'fields.outlet'])
}

function lay(db: IDBPDatabase<PersonSchema>): void {
  layRows(db)
  db.createObjectStore('scopes', { keyPath: 'scope' })
  db.createObjectStore('outbox', { keyPath: 'n' }).createIndex('id', 'id')
  const answered = db.createObjectStore('answered', { keyPath: 'n' })
  answered.createIndex('id', 'id')
  answered.createIndex('showing', 'showing')
  const photos = db.createObjectStore('photos', { keyPath: 'sha' })
  photos.createIndex('of', 'of')
  photos.createIndex('state', 'state')
  db.createObjectStore('meta')
}

/** The server's rows are laid out otherwise than before: they are fetched again. What the person recorded stays. */
function layRowsAnew(db: IDBPDatabase<PersonSchema>, tx: IDBPTransaction<PersonSchema, Stores, 'versionchange'>): void {
  db.deleteObjectStore('rows')
  layRows(db)
  void tx.objectStore('scopes').clear()
}

export const databaseName = (person: string): string => `tallyround-${person}`

/** One person's database; it opens again by itself when the system took the connection away. */
export class Database {
  private open: Promise<IDBPDatabase<PersonSchema>> | null = null
  /** The connection once it is there: with it, a transaction begins in the very moment of the tap. */
  private live: IDBPDatabase<PersonSchema> | null = null
  private hasEnded = false

  /** `mayBegin` is false for whoever only looks: what was removed meanwhile must not come back empty. */
  constructor(
    readonly person: string,
    private readonly mayBegin = true,
  ) {}

  connection(): Promise<IDBPDatabase<PersonSchema>> {
    if (this.hasEnded) return Promise.reject(new Error(`the database of ${this.person} is not in use any more`))
    this.open ??= openDB<PersonSchema>(databaseName(this.person), VERSION, {
      upgrade: (db, from, _to, tx) => {
        if (from < 1 && !this.mayBegin) abort(tx)
        else if (from < 1) lay(db)
        else if (from < 3) layRowsAnew(db, tx)
      },
      blocking: (_from, to) => void (to === null ? this.end() : this.close()),
      terminated: () => this.forget(),
    }).then((db) => (this.live = db))
    return this.open
  }

  /** It was closed for good. */
  get isOver(): boolean {
    return this.hasEnded
  }

  private forget(): void {
    this.open = this.live = null
  }

  async close(): Promise<void> {
    this.live = null
    const db = await this.open
    this.forget()
    db?.close()
  }

  /** Runs `work` in one transaction; resolves only when the disk has it (`complete`). */
  async write<T>(stores: Stores, durability: 'strict' | 'relaxed', work: (tx: Writing) => Promise<T>): Promise<T> {
    const tx = this.beginAtOnce(stores, durability) ?? (await this.connection()).transaction(stores, 'readwrite', { durability })
    let result: T
    try {
      result = await work(tx)
    } catch (error) {
      if (tx.error) tx.done.catch(() => undefined)
      else abort(tx)
      throw tx.error ?? error
    }
    await tx.done
    return result
  }

  /** Null when there is no connection yet, or when the system took it away. */
  private beginAtOnce(stores: Stores, durability: 'strict' | 'relaxed'): Writing | null {
    try {
      return this.live?.transaction(stores, 'readwrite', { durability }) ?? null
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error
      this.forget()
      return null
    }
  }

  async meta<T>(key: string): Promise<T | undefined> {
    return (await (await this.connection()).get('meta', key)) as T | undefined
  }

  async setMeta(key: string, value: unknown): Promise<void> {
    await this.write(['meta'], 'relaxed', (tx) => tx.objectStore('meta').put!(value, key))
  }

  /** Closes for good: an exchange still under way must not open it again. */
  async end(): Promise<void> {
    this.hasEnded = true
    await this.close()
  }

  async remove(): Promise<void> {
    await this.end()
    await deleteDB(databaseName(this.person))
  }
}

function abort(tx: Writing | IDBPTransaction<PersonSchema, Stores, 'versionchange'>): void {
  tx.done.catch(() => undefined)
  try {
    tx.abort()
  } catch {
    // It had ended by itself.
  }
}
