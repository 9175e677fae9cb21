// A photo is known by the hash of its bytes; the same picture used for two records gets a mark, so that each use is a photo.
import { hex, sha256 } from '../local/canonical'

const COMMENT = 0xfe
const MARK_BYTES = 16

/** Hashes given out in this run of the app, some of them not on the disk yet. */
const given = new Set<string>()

export interface Hashed {
  bytes: ArrayBuffer
  sha: string
}

/** The picture, marked where `isUsed` says that its hash belongs to another record already. */
export async function distinct<T extends Hashed>(picture: T, isUsed: (sha: string) => Promise<boolean>): Promise<T> {
  let found = picture
  while (given.has(found.sha) || (await isUsed(found.sha))) {
    const bytes = marked(picture.bytes)
    found = { ...picture, bytes, sha: hex(await sha256(bytes)) }
  }
  given.add(found.sha)
  return found
}

/** The same JPEG with a random comment behind its first segment; what it shows is untouched. */
function marked(bytes: ArrayBuffer): ArrayBuffer {
  const jpeg = new Uint8Array(bytes)
  const first = 4 + new DataView(bytes).getUint16(4)
  const comment = new Uint8Array([0xff, COMMENT, 0, MARK_BYTES + 2, ...crypto.getRandomValues(new Uint8Array(MARK_BYTES))])
  const out = new Uint8Array(jpeg.length + comment.length)
  out.set(jpeg.subarray(0, first))
  out.set(comment, first)
  out.set(jpeg.subarray(first), first + comment.length)
  return out.buffer
}
