import { expect, test } from 'vitest'
import { askedIn } from '../src/kinds/question'

const cooler = { text: 'Is there a cooler?', choices: 'yes\nno', texts: { zh: { text: '有冰柜吗？', choices: '有\n没有' } } }

test('a question is asked in the language of the phone and answered with its first choices', () => {
  expect(askedIn('zh', cooler)).toEqual({ text: '有冰柜吗？', choices: [{ value: 'yes', title: '有' }, { value: 'no', title: '没有' }] })
})

test('where a language has nothing of its own, or not every choice, the first words stand in', () => {
  const first = [{ value: 'yes', title: 'yes' }, { value: 'no', title: 'no' }]

  expect(askedIn('en', cooler)).toEqual({ text: 'Is there a cooler?', choices: first })
  expect(askedIn('zh', { ...cooler, texts: { zh: { text: '有冰柜吗？', choices: '有' } } })).toEqual({ text: '有冰柜吗？', choices: first })
  expect(askedIn('zh', { text: 'How many?' })).toEqual({ text: 'How many?', choices: [] })
  expect(askedIn('zh', { text: 'How many?', texts: 'no map' }).text).toBe('How many?')
})
