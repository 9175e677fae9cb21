// What is kept on the phone, in the words of the exchange; no behaviour lives here.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Fields = { [key: string]: Json }

/** One record as the server last said it; never edited here. */
export interface Row {
  scope: string
  id: string
  kind: string
  rev: number
  epoch: string
  fields: Fields
  /** Who recorded it; absent only in what an old server sent. */
  by?: string
  retired?: boolean
  /** Which reading of the scope it came with; older ones are swept when a reset ends. */
  generation: number
  hash: string
}

export interface ScopeState {
  scope: string
  cursor: string | null
  generation: number
  resetting: boolean
  digest: string
  count: number
  /** Digest differences in a row; after the second we stop asking at once. */
  mismatches: number
  /** The generation of a snapshot under way; its rows are not shown before it is whole. */
  arriving?: number
}

export interface SetOp {
  op: 'set'
  record: string
  kind: string
  scope: string
  base?: string
  fields: Fields
}

export interface RetireOp {
  op: 'retire'
  record: string
  base?: string
}

export type Op = SetOp | RetireOp

/** An edit as it travels: atomic, numbered without gaps. */
export interface Change {
  id: string
  n: number
  at: number
  off: number
  after: string[]
  ops: Op[]
}

export interface OutboxEntry {
  n: number
  id: string
  change: Change
  /** The scopes its records are in; a scope named here is not dropped. */
  scopes: string[]
}

export interface Problem {
  code: string
  op?: number
  field?: string
  message?: string
}

export type Verdict = 'accepted' | 'merged' | 'held' | 'quarantined' | 'deposited'

/** A change the server decided on: kept until a backup holds it, shown until the base row holds it. */
export interface AnsweredEntry extends OutboxEntry {
  verdict: Verdict
  epoch: string
  at: { [record: string]: [scope: string, seq: number, rev: number] }
  /** Records whose base row has not reached the verdict yet. */
  open: string[]
  /** 1 while `open` is not empty, absent after: what the index `showing` holds. */
  showing?: 1
  received_at: number
  answered_at: number
}

export type PhotoState = 'waiting' | 'sent' | 'stored' | 'set_aside'

/** A picture's bytes, apart from its record, until the server has them. */
export interface StoredPhoto {
  sha: string
  of: string
  state: PhotoState
  size: number
  taken_at: number
  bytes?: ArrayBuffer
  thumb: ArrayBuffer
  tries: number
  reason?: string
}

export interface Person {
  id: string
  name: string
  role: string
  language: 'en' | 'zh'
}

export interface Session {
  token: string | null
  deposit_key: string
}

export interface Preferences {
  language: 'en' | 'zh'
  theme: 'auto' | 'light' | 'dark' | 'sun'
  hand: 'right' | 'left'
}

/** How the phone stands with the server; what the strip tells. */
export interface Contact {
  /** Device time of the last complete answer. */
  at: number | null
  /** The server refused the session; work goes on and nothing is sent. */
  parked: boolean
  /** The last attempt got no answer. */
  unreachable: boolean
  /** Everything the server offers has been read once. */
  loaded: boolean
}

export interface Report {
  code: string
  scope?: string
  detail?: string
}

/** One op as a screen asks for it, before the store gives it its base. */
export type Draft = Omit<SetOp, 'base'> | (RetireOp & { scope: string })
