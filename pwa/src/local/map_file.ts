// The company's map file on this phone, in pieces: the same for everybody who works with it. A newer one comes beside it.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Store } from './store'

export interface MapFile {
  version: string
  bytes: number
  /** How much of it is here, from its beginning. */
  have: number
  attribution: string
  /** The number of its first piece. */
  from?: number
}

/** The file that is whole and used, and the one that is on its way. */
export interface MapFiles {
  kept?: MapFile
  coming?: MapFile
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
  keepMapFile(store: Store, source: MapSource, signal: AbortSignal, grown: (files: MapFiles) => void): Promise<void>
}

interface MapSchema extends DBSchema {
  pieces: { key: number; value: ArrayBuffer }
  file: { key: 'file' | 'next'; value: MapFile }
}

/** No person's database bears this name: theirs begin with a hyphen after the first word. */
const NAME = 'tallyround.map'
export const PIECE = 262_144
/** Two files lie beside each other: the pieces of one are numbered from 0, those of the other from here. */
const BESIDE = 1_000_000_000

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

/** What is here; looks without making anything. */
export async function mapFiles(): Promise<MapFiles> {
  const all = (await indexedDB.databases?.().catch(() => undefined)) ?? [{ name: NAME }]
  if (!all.some(({ name }) => name === NAME)) return {}
  return using(async (db) => {
    const [file, next] = [await db.get('file', 'file'), await db.get('file', 'next')]
    return isWhole(file) ? { kept: file, coming: next } : { coming: next ?? file }
  })
}

const isWhole = (file: MapFile | undefined): boolean => file !== undefined && file.have >= file.bytes

/** Makes room beside what is whole for a file that comes; what came of another one goes. */
export function beginMapFile(about: Omit<MapFile, 'have' | 'from'>): Promise<MapFile> {
  return using(async (db) => {
    const tx = db.transaction(['pieces', 'file'], 'readwrite')
    const file = await tx.objectStore('file').get('file')
    const coming = { ...about, have: 0, from: isWhole(file) && !file?.from ? BESIDE : 0 }
    await Promise.all([tx.objectStore('pieces').delete(piecesFrom(coming.from)), tx.objectStore('file').put(coming, 'next'), tx.done])
    return coming
  })
}

/** Adds the next piece; piece and length are one transaction, and the last one puts the file in the place of the older. */
export function addPiece(file: MapFile, piece: ArrayBuffer): Promise<MapFile> {
  return using(async (db) => {
    const tx = db.transaction(['pieces', 'file'], 'readwrite')
    const [pieces, files] = [tx.objectStore('pieces'), tx.objectStore('file')]
    const { from = 0 } = file
    const grown = { ...file, have: file.have + piece.byteLength }
    const put = pieces.put(piece, from + file.have / PIECE)
    const told = isWhole(grown) ? [files.put(grown, 'file'), files.delete('next'), pieces.delete(piecesFrom(BESIDE - from))] : [files.put(grown, 'next')]
    await Promise.all([put, ...told, tx.done])
    return grown
  })
}

const piecesFrom = (first: number): IDBKeyRange => IDBKeyRange.bound(first, first + BESIDE, false, true)

/** Lets go of what came of a file that is not whole. */
export function dropComing(): Promise<void> {
  return using(async (db) => {
    const tx = db.transaction(['pieces', 'file'], 'readwrite')
    const [pieces, files] = [tx.objectStore('pieces'), tx.objectStore('file')]
    const kept = await files.get('file')
    const gone = isWhole(kept) ? [pieces.delete(piecesFrom(BESIDE - (kept?.from ?? 0)))] : [pieces.clear(), files.delete('file')]
    await Promise.all([...gone, files.delete('next'), tx.done])
  })
}

export async function forgetMapFile(): Promise<void> {
  await deleteDB(NAME)
}

/** Some bytes of the file that is kept; throws when another one has taken its place. */
export function bytesOfMap(version: string, offset: number, length: number): Promise<ArrayBuffer> {
  return using(async (db) => {
    const tx = db.transaction(['pieces', 'file'])
    const file = await tx.objectStore('file').get('file')
    if (file?.version !== version) throw new Error(`${NAME}: no ${version}`)
    const [first, last] = [Math.floor(offset / PIECE), Math.floor((offset + length - 1) / PIECE)]
    const { from = 0 } = file
    const pieces = await tx.objectStore('pieces').getAll(IDBKeyRange.bound(from + first, from + last))
    const start = offset - first * PIECE
    return new Blob(pieces).slice(start, start + length).arrayBuffer()
  })
}

/** What the office said last of where the streets come from. */
export const knownMapSource = (store: Store): Promise<MapSource | undefined> => store.database.meta<MapSource>('map_source')
