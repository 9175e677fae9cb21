// Sending pictures by tus, smallest first, each on its own; a picture the server refuses is set aside.
import type { DetailedError, HttpRequest, Upload } from 'tus-js-client'
import { changePhoto, photosToSend } from '../local/photos'
import type { Store } from '../local/store'
import type { StoredPhoto } from '../local/types'
import { hex, sha256 } from '../local/canonical'

const FINAL = new Set([400, 403, 413, 415, 422])
const TRIES = 8

/** Sends what waits; true when something was sent, so that the next exchange may ask if it is stored. */
export async function sendPhotos(store: Store): Promise<boolean> {
  let sent = false
  for (const photo of await photosToSend(store.database)) {
    const session = await store.session()
    if (!session?.token || !photo.bytes) continue
    const outcome = await send(photo, photo.bytes, session.token)
    if (outcome === 'later') break
    sent ||= outcome === 'sent'
    await changePhoto(store.database, photo.sha, partAfter(photo, outcome))
    await store.count()
    store.signals.tell('changed')
  }
  return sent
}

type Outcome = 'sent' | 'later' | { refused: string; final: boolean }

function partAfter(photo: StoredPhoto, outcome: Exclude<Outcome, 'later'>): Partial<StoredPhoto> {
  if (outcome === 'sent') return { state: 'sent', reason: undefined }
  const tries = photo.tries + 1
  return { tries, reason: outcome.refused, state: outcome.final || tries >= TRIES ? 'set_aside' : 'waiting' }
}

async function send(photo: StoredPhoto, bytes: ArrayBuffer, token: string): Promise<Outcome> {
  if (hex(await sha256(bytes)) !== photo.sha) return { refused: '', final: true }
  const { Upload } = await import('tus-js-client')
  const checksum = btoa(String.fromCharCode(...new Uint8Array(await sha256(bytes))))
  let goneOn = false
  return new Promise((resolve) => {
    const upload: Upload = new Upload(new Blob([bytes], { type: 'image/jpeg' }), {
      endpoint: '/api/v1/photos/',
      headers: { Authorization: `Bearer ${token}`, 'X-Tallyround': '1' },
      metadata: { sha256: photo.sha, filetype: 'image/jpeg' },
      retryDelays: null,
      storeFingerprintForResuming: false,
      onBeforeRequest: (request) => markWhole(request, checksum),
      onError: (error) => {
        // The server holds a part already: the second start asks how much and goes on from there.
        if (goneOn || statusOf(error) !== 409 || !upload.url) return resolve(outcomeOf(error))
        goneOn = true
        upload.start()
      },
      onSuccess: () => resolve('sent'),
    })
    upload.start()
  })
}

/** One piece from the first byte to the last: its checksum is the picture's. */
function markWhole(request: HttpRequest, checksum: string): void {
  const whole = request.getMethod() === 'PATCH' && String(request.getHeader('Upload-Offset')) === '0'
  if (whole) request.setHeader('Upload-Checksum', `sha256 ${checksum}`)
}

const responseOf = (error: Error | DetailedError) => ('originalResponse' in error ? error.originalResponse : null)
const statusOf = (error: Error | DetailedError): number => responseOf(error)?.getStatus() ?? 0

function outcomeOf(error: Error | DetailedError): Outcome {
  const response = responseOf(error)
  const status = statusOf(error)
  if (!response || status === 0 || status === 401 || status === 429 || status >= 500) return 'later'
  return { refused: problemOf(response.getBody()), final: FINAL.has(status) }
}

function problemOf(body: string): string {
  try {
    return String(JSON.parse(body).detail ?? '')
  } catch {
    return ''
  }
}
