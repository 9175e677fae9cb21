// One spelling for one value, and the digest of a scope; the twin of sync/canonical.py.
import { sha256 as sha256AtOnce } from '@noble/hashes/sha2.js'
import type { Json } from './types'

const U64 = (1n << 64n) - 1n

/** Canonical JSON: keys sorted, no white space. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`)
  return `{${pairs.join(',')}}`
}

export function hex(bytes: ArrayBuffer | Uint8Array): string {
  return Array.from(new Uint8Array(bytes as ArrayBuffer), (each) => each.toString(16).padStart(2, '0')).join('')
}

export async function sha256(bytes: ArrayBuffer | Uint8Array): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', bytes as BufferSource)
}

const utf8 = new TextEncoder()

/** The 64-bit hash of one record, as sixteen hex digits; at once, since a promise for each row costs more than the hash. */
export function rowHash(id: string, rev: number, fields: Json): string {
  return hex(sha256AtOnce(utf8.encode(`${id}\n${rev}\n${canonical(fields)}`)).subarray(0, 8))
}

/** A digest after one hash was gained and another lost. */
export function addToDigest(digest: string, gained: string | null, lost: string | null): string {
  const sum = BigInt(`0x${digest}`) + BigInt(`0x${gained ?? '0'}`) - BigInt(`0x${lost ?? '0'}`)
  return (sum & U64).toString(16).padStart(16, '0')
}

export const EMPTY_DIGEST = '0'.repeat(16)
