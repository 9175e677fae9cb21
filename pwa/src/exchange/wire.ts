// One request over HTTP: bearer, gzip, time-out; what came back, as a value.
import type { Json } from '../local/types'

const TIMEOUT_MS = 20_000
const GZIP_FROM = 1_024

export type Reply =
  | { sort: 'answer'; status: number; body: any; headers: Headers }
  | { sort: 'refused'; status: number; code: string; detail: string; retry_after_s: number | null }
  | { sort: 'silence' }

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: string
  authorization?: string | null
  headers?: Record<string, string>
  /** Sends and takes the browser's session cookie; the exchange itself never does. */
  cookie?: boolean
}

/** The answer, the refusal, or silence (a time-out means nothing). */
export async function call(path: string, given: Call = {}): Promise<Reply> {
  try {
    const response = await fetch(path, await requestOf(given))
    return response.ok || response.status === 304 ? await answer(response) : await refusal(response)
  } catch {
    return { sort: 'silence' }
  }
}

async function requestOf(given: Call): Promise<RequestInit> {
  const headers: Record<string, string> = { 'X-Tallyround': '1', ...given.headers }
  if (given.authorization) headers.Authorization = given.authorization
  let body: BodyInit | undefined = given.body
  if (given.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    if (given.body.length > GZIP_FROM && 'CompressionStream' in globalThis) {
      body = await gzipped(given.body)
      headers['Content-Encoding'] = 'gzip'
    }
  }
  return {
    method: given.method ?? 'GET',
    headers,
    body,
    credentials: given.cookie ? 'same-origin' : 'omit',
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }
}

/** The lines of a long file as they come; throws when it is refused or stops coming. */
export async function* linesOf(path: string, authorization: string): AsyncGenerator<string[]> {
  const ends = new AbortController()
  let silent = setTimeout(() => ends.abort(), TIMEOUT_MS)
  try {
    const headers = { Authorization: authorization, 'X-Tallyround': '1' }
    const response = await fetch(path, { headers, credentials: 'omit', cache: 'no-store', signal: ends.signal })
    if (!response.ok || !response.body) throw new Error(`${path}: ${response.status}`)
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      clearTimeout(silent)
      silent = setTimeout(() => ends.abort(), TIMEOUT_MS)
      const lines = (rest + value).split('\n')
      rest = lines.pop()!
      if (lines.length) yield lines
    }
    if (rest) yield [rest]
  } finally {
    clearTimeout(silent)
    ends.abort()
  }
}

export async function gzipped(text: string): Promise<ArrayBuffer> {
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
}

async function answer(response: Response): Promise<Reply> {
  const empty = response.status === 204 || response.status === 304
  return { sort: 'answer', status: response.status, headers: response.headers, body: empty ? null : await response.json() }
}

async function refusal(response: Response): Promise<Reply> {
  const problem: { [key: string]: Json } = await response.json().catch(() => ({}))
  const after = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return {
    sort: 'refused',
    status: response.status,
    code: String(problem.code ?? ''),
    detail: String(problem.detail ?? problem.title ?? ''),
    retry_after_s: Number.isFinite(after) ? after : null,
  }
}
