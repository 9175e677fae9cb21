// Where the map's streets come from: asked once a start; a map file is read in parts, or fetched whole to be kept.
import { addPiece, beginMapFile, dropComing, knownMapSource, mapFiles, PIECE, type MapFile, type MapFiles, type MapSource } from '../local/map_file'
import type { Store } from '../local/store'
import { call } from './wire'

const FILE = '/api/v1/map/file'
const SILENCE_MS = 20_000

/** What the office said last; asked anew when there is signal. */
export async function askMapSource(store: Store): Promise<MapSource | undefined> {
  const session = await store.session()
  const reply = session?.token ? await call('/api/v1/map', { authorization: `Bearer ${session.token}` }) : undefined
  if (reply?.sort !== 'answer') return knownMapSource(store)
  await store.database.setMeta('map_source', reply.body)
  return reply.body as MapSource
}

/** Some bytes of the file at the office; throws without signal. */
export async function askMapBytes(store: Store, offset: number, length: number, signal?: AbortSignal): Promise<ArrayBuffer> {
  const response = await askFile(store, { Range: `bytes=${offset}-${offset + length - 1}` }, signal)
  if (response.status !== 206) throw new Error(`${FILE}: ${response.status}`)
  return response.arrayBuffer()
}

async function askFile(store: Store, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  const session = await store.session()
  return fetch(FILE, { headers: { ...headers, Authorization: `Bearer ${session?.token}`, 'X-Tallyround': '1' }, credentials: 'omit', cache: 'no-store', signal })
}

/** Fetches what is missing of the file and keeps it, an older one meanwhile; throws when it breaks off, and goes on from there next time. */
export async function keepMapFile(store: Store, source: MapSource, signal: AbortSignal, grown: (files: MapFiles) => void): Promise<void> {
  const { bytes, version } = source.file!
  const { kept, coming } = await mapFiles()
  if (kept?.version === version) return grown({ kept })
  const file = coming?.version === version ? coming : await beginMapFile({ version, bytes, attribution: source.attribution })
  grown({ kept, coming: file })
  try {
    await fetchRest(store, file, signal, (more) => grown({ kept, coming: more }))
  } catch (error) {
    if ((error as Error).name === 'QuotaExceededError') await dropComing()
    throw error
  } finally {
    grown(await mapFiles())
  }
}

async function fetchRest(store: Store, begun: MapFile, signal: AbortSignal, grown: (file: MapFile) => void): Promise<void> {
  const ends = new AbortController()
  signal.addEventListener('abort', () => ends.abort())
  let file = begun
  const response = await askFile(store, { Range: `bytes=${file.have}-`, 'If-Range': `"${file.version}"` }, ends.signal)
  if (response.status !== 206 || !response.body) throw new Error(`${FILE}: ${response.status}`)
  for await (const piece of piecesOf(response.body, ends)) {
    const isCut = piece.byteLength < PIECE && file.have + piece.byteLength < file.bytes
    if (isCut) break
    grown((file = await addPiece(file, piece)))
  }
  if (file.have < file.bytes) throw new Error(`${FILE}: broke off`)
}

/** The body in pieces of one size; the last may be shorter, and what comes after a break is not given. */
async function* piecesOf(body: ReadableStream<Uint8Array>, ends: AbortController): AsyncGenerator<ArrayBuffer> {
  const reader = body.getReader()
  let piece = new Uint8Array(PIECE)
  let filled = 0
  for (;;) {
    const silent = setTimeout(() => ends.abort(), SILENCE_MS)
    const { done, value } = await reader.read().finally(() => clearTimeout(silent))
    if (done) break
    for (let from = 0; from < value.length; ) {
      const part = value.subarray(from, from + PIECE - filled)
      piece.set(part, filled)
      filled += part.length
      from += part.length
      if (filled < PIECE) continue
      yield piece.buffer
      piece = new Uint8Array(PIECE)
      filled = 0
    }
  }
  if (filled) yield piece.buffer.slice(0, filled)
}
