// The office's answers to what this person reported, and which of them she has seen.
import type { Seen } from '../local/overlay'
import { readKind } from '../local/read_kind'
import { app } from './app.svelte'
import { isOthers } from './authors'

export interface AnswerToMe {
  reply: Seen
  record: Seen
  isNew: boolean
}

const ASKED = ['competitor_sighting', 'feedback', 'promo_spend']
const SEEN = 'answers_seen_at'
const readAt = ({ fields }: Seen): number => Number(fields.read_at ?? 0)

/** The newest first. */
export async function answersToMe(): Promise<AnswerToMe[]> {
  const { store } = app
  if (!store) return []
  const [replies, seenAt, ...told] = await Promise.all([readKind(store, 'reply'), store.database.meta<number>(SEEN), ...ASKED.map((kind) => readKind(store, kind))])
  const records = new Map(told.flat().map((record) => [record.id, record]))
  const answers = replies.flatMap((reply): AnswerToMe[] => {
    const record = records.get(String(reply.fields.of))
    return record && reply.fields.state && !isOthers(record) ? [{ reply, record, isNew: readAt(reply) > (seenAt ?? 0) }] : []
  })
  return answers.sort((one, other) => readAt(other.reply) - readAt(one.reply))
}

export async function seeAnswers(answers: AnswerToMe[]): Promise<void> {
  const [newest] = answers
  if (newest) await app.store?.database.setMeta(SEEN, readAt(newest.reply))
}
