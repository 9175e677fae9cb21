import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LANGUAGES, Words, type Message } from '../src/words'

const forms = (message: Message): string[] => (typeof message === 'string' ? [message] : Object.values(message))
const gaps = (message: Message) => [...new Set(forms(message).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort()
const { en, zh } = { en: await LANGUAGES.en.messages(), zh: await LANGUAGES.zh.messages() }
const [english, chinese] = [new Words('en', en), new Words('zh', zh)]

test('both languages say the same things, with the same gaps', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
  for (const key of Object.keys(en) as (keyof typeof en)[]) expect([key, gaps(zh[key])]).toEqual([key, gaps(en[key])])
})

test('no sentence is empty, and every Chinese one is Chinese', () => {
  for (const [key, message] of Object.entries(zh)) for (const form of forms(message)) {
    expect(form.trim(), key).not.toBe('')
    if (/[^\W\d_]{3}|[\u4e00-\u9fff]/.test(form.replace(/\{\w+\}/g, ''))) expect(/[\u4e00-\u9fff]/.test(form), key).toBe(true)
  }
})

test('English counts in the singular and the plural, Chinese has one form', () => {
  expect(english.t('strip.photos', { n: 1 })).toBe('1 photo')
  expect(english.t('strip.photos', { n: 1200 })).toBe('1,200 photos')
  expect(chinese.t('strip.photos', { n: 1 })).toBe('1 张照片')
})

test('money is shown by the customs of its currency', () => {
  expect(english.money(360, 'GBP')).toBe('£3.60')
  expect(english.money(360, 'JPY')).toContain('360')
})

test('every key that the code speaks exists, and none is left over', () => {
  const source = filesUnder('src').filter((file) => !file.includes('/words/')).map((file) => readFileSync(file, 'utf8')).join('\n')
  const built = [/^photo\.state\./, /^visit\.where\./, /^card\./, /^state\./, /^nav\./, /^not_saved\./, /^sign_in\./, /^me\./, /^retailer\./, /^unit\./, /^new_outlet\.by\./, /^report\./, /^plans\.state\./, /^wallet\.state\./, /^camera\./, /^enrol\./]
  const unused = Object.keys(en).filter((key) => !source.includes(`'${key}'`) && !built.some((form) => form.test(key)))
  expect(unused).toEqual([])
})

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
}
