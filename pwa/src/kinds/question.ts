// A question of the office in the language of whoever is asked; what is answered is always a line of its first choices. Pure.
import type { Fields } from '../local/types'

export interface Asked {
  text: string
  choices: { value: string; title: string }[]
}

const linesOf = (text: unknown): string[] =>
  String(text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** Where a language has no text of its own, or not every choice, the first ones stand in. */
export function askedIn(language: string, { text, choices, texts }: Fields): Asked {
  const own = ((texts ?? {}) as Record<string, Fields | undefined>)[language]
  const values = linesOf(choices)
  const titles = linesOf(own?.choices)
  const isWhole = titles.length === values.length
  return {
    text: String((typeof own?.text === 'string' && own.text) || text || ''),
    choices: values.map((value, place) => ({ value, title: isWhole ? titles[place]! : value })),
  }
}
