// Makes a photo small in the background: 1600 px, 200 kB, upright, without any metadata of the camera.

export interface Shrunk {
  bytes: ArrayBuffer
  thumb: ArrayBuffer
  width: number
  height: number
  sha: string
  dhash: string
}

const LONGEST = 1_600
const MOST_BYTES = 200_000
const THUMB = 160
const QUALITIES = { low: 0.4, high: 0.85 }

self.onmessage = async (event: MessageEvent<Blob | ImageBitmap>) => {
  try {
    const shrunk = await shrink(event.data)
    self.postMessage(shrunk, { transfer: [shrunk.bytes, shrunk.thumb] })
  } catch (error) {
    self.postMessage({ error: String(error) })
  }
}

async function shrink(taken: Blob | ImageBitmap): Promise<Shrunk> {
  const picture = taken instanceof ImageBitmap ? taken : await createImageBitmap(taken, { imageOrientation: 'from-image' })
  const canvas = drawn(picture, LONGEST)
  const blob = await small(canvas)
  const bytes = await blob.arrayBuffer()
  const thumb = await (await drawn(picture, THUMB).convertToBlob({ type: 'image/jpeg', quality: 0.6 })).arrayBuffer()
  const { width, height } = await sizeOf(blob)
  return { bytes, thumb, width, height, sha: hex(await crypto.subtle.digest('SHA-256', bytes)), dhash: dhash(picture) }
}

async function sizeOf(blob: Blob): Promise<{ width: number; height: number }> {
  const { width, height } = await createImageBitmap(blob)
  return { width, height }
}

function drawn(picture: ImageBitmap, longest: number): OffscreenCanvas {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height))
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)))
  const context = canvas.getContext('2d')!
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas
}

/** The best quality that fits; if none does, the picture is made smaller. */
async function small(canvas: OffscreenCanvas): Promise<Blob> {
  const at = (quality: number) => canvas.convertToBlob({ type: 'image/jpeg', quality })
  let { low, high } = QUALITIES
  let best = await at(high)
  if (best.size <= MOST_BYTES) return best
  best = await at(low)
  if (best.size > MOST_BYTES) return small(drawn(await createImageBitmap(canvas), Math.max(canvas.width, canvas.height) * 0.8))
  for (let step = 0; step < 4; step++) {
    const middle = (low + high) / 2
    const tried = await at(middle)
    if (tried.size <= MOST_BYTES) [best, low] = [tried, middle]
    else high = middle
  }
  return best
}

/** 64 bits that stay alike for alike pictures: is each of 8 × 8 spots brighter than its right neighbour? */
function dhash(picture: ImageBitmap): string {
  const canvas = new OffscreenCanvas(9, 8)
  const context = canvas.getContext('2d')!
  context.drawImage(picture, 0, 0, 9, 8)
  const { data } = context.getImageData(0, 0, 9, 8)
  const grey = (column: number, row: number) => {
    const at = (row * 9 + column) * 4
    return data[at]! * 299 + data[at + 1]! * 587 + data[at + 2]! * 114
  }
  let bits = 0n
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) bits = (bits << 1n) | (grey(column, row) > grey(column + 1, row) ? 1n : 0n)
  }
  return bits.toString(16).padStart(16, '0')
}

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (each) => each.toString(16).padStart(2, '0')).join('')
