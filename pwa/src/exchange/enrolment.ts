// Setting up this phone by a link from the office: whose phone it becomes, and signing in by the link, once.
import { Database } from '../local/database'
import { deviceName, keep, type SignIn } from './session'
import { call, type Reply } from './wire'

export interface Invitation {
  person: { id: string; name: string; language: 'en' | 'zh' }
  wants_password: boolean
  /** Fewest characters of a password. */
  least: number
}

export type Spent = 'offline' | 'used' | 'expired' | 'unknown' | 'slow_down'

/** What a link offers, or why it offers nothing any more; the link stays unused. */
export async function lookAt(code: string): Promise<Invitation | Spent> {
  const reply = await call('/api/v1/enrolment/look', { method: 'POST', body: JSON.stringify({ code }) })
  return reply.sort === 'answer' ? (reply.body as Invitation) : whyNot(reply)
}

/** Signs the person in on her own database; what she had not sent from this phone is still there. */
export async function enrol(code: string, person: string, password: string | undefined): Promise<SignIn | Spent> {
  const database = new Database(person)
  const known = await database.meta<string>('device')
  const device = known ?? crypto.randomUUID()
  const body = JSON.stringify({ code, device, name: deviceName(), password })
  const reply = await call('/api/v1/enrolment', { method: 'POST', body, cookie: true })
  if (reply.sort !== 'answer') {
    await (known ? database.close() : database.remove())
    return whyNot(reply)
  }
  await keep(database, device, reply.body, undefined)
  return { ok: true, database }
}

function whyNot(reply: Exclude<Reply, { sort: 'answer' }>): Spent {
  if (reply.sort === 'silence') return 'offline'
  if (reply.status === 429) return 'slow_down'
  return ({ 'enrolment.used': 'used', 'enrolment.expired': 'expired' } as const)[reply.code] ?? 'unknown'
}
