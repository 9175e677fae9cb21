// From a picture to what is stored: shrunk in a worker, hashed, never with the camera's metadata.
import type { Shrunk } from './shrink.worker'

/** Shrinks one picture; throws when it cannot be read. */
export function shrink(picture: Blob | ImageBitmap): Promise<Shrunk> {
  const worker = new Worker(new URL('./shrink.worker.ts', import.meta.url), { type: 'module' })
  return new Promise<Shrunk>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Shrunk | { error: string }>) => {
      if ('error' in data) reject(new Error(data.error))
      else resolve(data)
    }
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage(picture, picture instanceof ImageBitmap ? [picture] : [])
  }).finally(() => worker.terminate())
}
