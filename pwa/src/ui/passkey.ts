// A passkey of this phone, made and checked here: it opens the lock without signal. The PIN stays beside it.

export interface Passkey {
  id: ArrayBuffer
  /** The public half, as SubjectPublicKeyInfo. */
  key: ArrayBuffer
}

const ES256 = -7
const COORDINATE = 32
/** The flag in what the authenticator says that it made sure who is there (WebAuthn, 6.1). */
const VERIFIED = 0x04
const FLAGS_AT = 32
const TIMEOUT_MS = 60_000

const fresh = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))

/** Whether the phone can tell its owner by finger, face or its own code. */
export async function canHavePasskey(): Promise<boolean> {
  return (await globalThis.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable?.().catch(() => false)) ?? false
}

/** A new passkey, or null when the person did not want one after all. */
export async function makePasskey(name: string): Promise<Passkey | null> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge: fresh(32),
    rp: { name: 'Tallyround' },
    user: { id: fresh(16), name, displayName: name },
    pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
    authenticatorSelection: { authenticatorAttachment: 'platform', userVerification: 'required' },
    timeout: TIMEOUT_MS,
  }
  const made = (await navigator.credentials.create({ publicKey }).catch(() => null)) as PublicKeyCredential | null
  const key = (made?.response as AuthenticatorAttestationResponse | undefined)?.getPublicKey()
  return made && key ? { id: made.rawId, key } : null
}

/** Whether the owner of the passkey is there: the phone made sure, and signed what was asked just now. */
export async function isOwnerThere({ id, key }: Passkey): Promise<boolean> {
  const challenge = fresh(32)
  const publicKey: PublicKeyCredentialRequestOptions = { challenge, allowCredentials: [{ type: 'public-key', id }], userVerification: 'required', timeout: TIMEOUT_MS }
  const given = (await navigator.credentials.get({ publicKey }).catch(() => null)) as PublicKeyCredential | null
  if (!given) return false
  const { authenticatorData, clientDataJSON, signature } = given.response as AuthenticatorAssertionResponse
  const said = JSON.parse(new TextDecoder().decode(clientDataJSON)) as { type: string; challenge: string; origin: string }
  const isAsked = said.type === 'webauthn.get' && said.origin === location.origin && said.challenge === base64url(challenge)
  const isVerified = (new Uint8Array(authenticatorData)[FLAGS_AT]! & VERIFIED) !== 0
  return isAsked && isVerified && (await isSigned(key, signature, authenticatorData, clientDataJSON))
}

async function isSigned(key: ArrayBuffer, signature: ArrayBuffer, authenticatorData: ArrayBuffer, clientDataJSON: ArrayBuffer): Promise<boolean> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const known = await crypto.subtle.importKey('spki', key, algorithm, false, ['verify'])
  const signed = new Blob([authenticatorData, await crypto.subtle.digest('SHA-256', clientDataJSON)])
  return crypto.subtle.verify(algorithm, known, raw(new Uint8Array(signature)), await signed.arrayBuffer())
}

/** The two numbers of a signature beside each other; authenticators write them in DER. */
function raw(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(2 * COORDINATE)
  let at = 2
  for (const place of [0, 1]) {
    const length = der[at + 1]!
    const digits = der.slice(at + 2, at + 2 + length).slice(-COORDINATE)
    out.set(digits, (place + 1) * COORDINATE - digits.length)
    at += 2 + length
  }
  return out
}

const base64url = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
