// A lock after absence: it keeps curious eyes out. It hides, it never removes: what is unsent goes on being sent.
import { app } from './app.svelte'
import { waitAfter } from './lock_wait'
import type { Passkey } from './passkey'

interface Pin {
  salt: string
  hash: string
  wrong: number
  /** No attempt counts before this moment. */
  until: number
}

export const ABSENCE_MS = 5 * 60_000
export const PIN_DIGITS = 4
const ROUNDS = 300_000

const hex = (bytes: ArrayBuffer | Uint8Array): string => Array.from(new Uint8Array(bytes), (each) => each.toString(16).padStart(2, '0')).join('')

async function hashed(pin: string, salt: string): Promise<string> {
  const text = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', text.encode(pin), 'PBKDF2', false, ['deriveBits'])
  return hex(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: text.encode(salt), iterations: ROUNDS }, key, 256))
}

class Lock {
  isLocked = $state(false)
  isSet = $state(false)
  hasPasskey = $state(false)
  /** When the next attempt may be made. */
  until = $state(0)
  private attempts: Promise<unknown> = Promise.resolve()

  /** At the start, and whenever somebody else signs in. */
  async begin(): Promise<void> {
    const [pin, seenAt, passkey] = await Promise.all([this.kept(), app.store?.database.meta<number>('seen_at'), this.passkey()])
    this.hasPasskey = !!passkey
    this.isSet = !!pin
    this.until = pin?.until ?? 0
    this.isLocked = !!pin && Date.now() - (seenAt ?? 0) > ABSENCE_MS
  }

  private kept(): Promise<Pin | undefined> {
    return app.store?.database.meta<Pin>('pin') ?? Promise.resolve(undefined)
  }

  private passkey(): Promise<Passkey | undefined> {
    return app.store?.database.meta<Passkey>('passkey') ?? Promise.resolve(undefined)
  }

  private keep(pin: Pin | undefined): Promise<void> {
    this.until = pin?.until ?? 0
    this.isSet = !!pin
    return app.store?.database.setMeta('pin', pin) ?? Promise.resolve()
  }

  /** The app goes out of sight, or comes back. */
  async seen(isVisible: boolean): Promise<void> {
    if (!this.isSet || this.isLocked) return
    if (isVisible) await this.begin()
    if (!this.isLocked) await app.store?.database.setMeta('seen_at', Date.now())
  }

  async set(pin: string): Promise<void> {
    const salt = hex(crypto.getRandomValues(new Uint8Array(16)))
    await app.store?.database.setMeta('seen_at', Date.now())
    await this.keep({ salt, hash: await hashed(pin, salt), wrong: 0, until: 0 })
  }

  /** Without a PIN again: taken away in the settings, or by signing in with the password. */
  async clear(): Promise<void> {
    await this.keep(undefined)
    await this.setPasskey(undefined)
    this.isLocked = false
  }

  /** Whether the PIN is right; a wrong one is remembered across starts. One attempt at a time, or two would count as one. */
  open(pin: string): Promise<boolean> {
    const mine = this.attempts.then(() => this.attempt(pin))
    this.attempts = mine.catch(() => undefined)
    return mine
  }

  private async attempt(pin: string): Promise<boolean> {
    const kept = await this.kept()
    if (!kept) return true
    if (Date.now() < kept.until) return false
    const isRight = (await hashed(pin, kept.salt)) === kept.hash
    const wrong = isRight ? 0 : kept.wrong + 1
    const wait = waitAfter(wrong)
    await this.keep({ ...kept, wrong, until: wait && Date.now() + wait }) // no wait is no moment, not even this one: it would block the next key
    if (isRight) await this.unlock()
    return isRight
  }

  private async unlock(): Promise<void> {
    await app.store?.database.setMeta('seen_at', Date.now())
    this.isLocked = false
  }

  /** Beside the PIN, which stays for the day on which the passkey does not work. */
  async setPasskey(passkey: Passkey | undefined): Promise<void> {
    this.hasPasskey = !!passkey
    await app.store?.database.setMeta('passkey', passkey)
  }

  /** Whether the phone made sure that its owner is there. */
  async openByPasskey(): Promise<boolean> {
    const passkey = await this.passkey()
    const isOwner = !!passkey && (await (await import('./passkey')).isOwnerThere(passkey))
    if (isOwner) await this.unlock()
    return isOwner
  }
}

export const lock = new Lock()
