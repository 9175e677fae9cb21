// Handing over unsent work: everything that waits, in a file that only a code opens. Nothing on the phone is changed by it.
import { canonical, hex, sha256 } from './canonical'
import { photosNotStored } from './photos'
import type { Store } from './store'
import type { Json } from './types'

const ITERATIONS = 600_000
const DIGITS = 12
const utf8 = new TextEncoder()

export interface Rescue {
  name: string
  file: Blob
  /** Opens the file; shown once, kept nowhere. */
  code: string
}

/** Makes the file and the code that opens it; null when nothing waits. */
export async function rescue(store: Store, day: string): Promise<Rescue | null> {
  const { person } = store.database
  const unsent = await gather(store)
  if (!unsent) return null
  const code = newCode()
  const sealed = await seal(JSON.stringify(unsent), code)
  const file = { tallyround: 'rescue', v: 1, person, device: store.device, ...sealed }
  return { name: `tallyround-rescue-${person}-${day}.json`, file: new Blob([JSON.stringify(file)], { type: 'application/json' }), code }
}

/** The changes as they travel, the pictures with their bytes, and the proof that they come from this phone. */
async function gather(store: Store): Promise<Json | null> {
  const db = await store.database.connection()
  const changes = (await db.getAll('outbox')).map((entry) => entry.change) as unknown as Json[]
  const kept = (await photosNotStored(store.database)).filter((photo) => photo.bytes)
  if (!changes.length && !kept.length) return null
  const photos = kept.map(({ sha, bytes }) => ({ sha256: sha, bytes: base64(new Uint8Array(bytes!)) }))
  const said = { changes, device: store.device, person: store.database.person, photos }
  return { ...said, mac: await macOf(said, (await store.session())?.deposit_key ?? '') }
}

async function macOf(said: Json, depositKey: string): Promise<string> {
  const secret = await sha256(utf8.encode(depositKey))
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return hex(await crypto.subtle.sign('HMAC', key, utf8.encode(canonical(said))))
}

/** Twelve digits from the browser's source of chance. */
function newCode(): string {
  const [chance] = crypto.getRandomValues(new BigUint64Array(1))
  return String(chance! % 10n ** BigInt(DIGITS)).padStart(DIGITS, '0')
}

async function seal(text: string, code: string): Promise<{ salt: string; iv: string; iterations: number; data: string }> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const words = await crypto.subtle.importKey('raw', utf8.encode(code), 'PBKDF2', false, ['deriveKey'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ITERATIONS }
  const key = await crypto.subtle.deriveKey(how, words, { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, utf8.encode(text))
  return { salt: base64(salt), iv: base64(iv), iterations: ITERATIONS, data: base64(new Uint8Array(data)) }
}

const PIECE = 0x6000

/** Piece by piece: the arguments of a call are limited; each piece is a multiple of three bytes. */
export function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE) text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE)))
  return text
}
