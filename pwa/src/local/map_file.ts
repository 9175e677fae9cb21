// The company's map file on this phone: the same for everybody who works with it, in pieces, whole or on its way.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Store } from './store'

export interface MapFile {
  version: string
  bytes: number
  /** How much of it is here, from its beginning. */
  have: number
  attribution: string
}

export interface MapSource {
  attribution: string
  /** A template of raster tiles elsewhere. */
  tiles?: string
  /** A PMTiles file at the office. */
  file?: { bytes: number; version: string }
}

/** What the office is asked about the map. */
export interface OfficeMap {
  askMapSource(store: Store): Promise<MapSource | undefined>
  askMapBytes(store: Store, offset: number, length: number, signal?: AbortSignal): Promise<ArrayBuffer>
  keepMapFile(store: Store, source: MapSource, signal: AbortSignal, grown: (file: MapFile) => void): Promise<void>
}

interface MapSchema extends DBSchema {
  pieces: { key: number; value: ArrayBuffer }
  file: { key: 'file'; value: MapFile }
}

/** No person's database bears this name: theirs begin with a hyphen after the first word. */
const NAME = 'tallyround.map'
export const PIECE = 262_144

async function using<T>(work: (db: IDBPDatabase<MapSchema>) => Promise<T>): Promise<T> {
  const db = await openDB<MapSchema>(NAME, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('pieces')
      fresh.createObjectStore('file')
    },
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  })
  try {
    return await work(db)
  } finally {
    db.close()
  }
}

/** What is kept, or undefined; looks without making anything. */
export async function mapFile(): Promise<MapFile | undefined> {
  const all = (await indexedDB.databases?.().catch(() => undefined)) ?? [{ name: NAME }]
  return all.some(({ name }) => name === NAME) ? using((db) => db.get('file', 'file')) : undefined
}

export const isWhole = (file: MapFile | undefined): boolean => file !== undefined && file.have >= file.bytes

/** Adds the next piece; piece and length are one transaction, so that a map that broke off goes on where it was. */
export function addPiece(file: MapFile, piece: ArrayBuffer): Promise<MapFile> {
  return using(async (db) => {
    const tx = db.transaction(['pieces', 'file'], 'readwrite')
    const grown = { ...file, have: file.have + piece.byteLength }
    await Promise.all([tx.objectStore('pieces').put(piece, file.have / PIECE), tx.objectStore('file').put(grown, 'file'), tx.done])
    return grown
  })
}

export async function forgetMapFile(): Promise<void> {
  await deleteDB(NAME)
}

/** Some bytes of what is kept. */
export function bytesOfMap(offset: number, length: number): Promise<ArrayBuffer> {
  return using(async (db) => {
    const [first, last] = [Math.floor(offset / PIECE), Math.floor((offset + length - 1) / PIECE)]
    const pieces = await db.getAll('pieces', IDBKeyRange.bound(first, last))
    const start = offset - first * PIECE
    return new Blob(pieces).slice(start, start + length).arrayBuffer()
  })
}

/** What the office said last of where the streets come from. */
export const knownMapSource = (store: Store): Promise<MapSource | undefined> => store.database.meta<MapSource>('map_source')
