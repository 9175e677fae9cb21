// The building itself: who imports whom, and how long a file may grow.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const files = readdirSync('src', { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`)
const text = (file: string) => readFileSync(file, 'utf8')
const within = (room: string) => files.filter((file) => file.startsWith(`src/${room}/`))

function roomsImported(file: string): string[] {
  const folder = new URL(file, 'file:///')
  const targets = [...text(file).matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].map((match) => match[1] ?? match[2]!)
  return targets.map((target) => new URL(target, folder).pathname.split('/')[2]!.replace(/\..*$/, ''))
}

const MAY: { [room: string]: string[] } = {
  local: ['local'],
  exchange: ['exchange', 'local'],
  kinds: ['kinds', 'local'],
  words: ['words'],
  ui: ['ui', 'kinds', 'local', 'words'],
  screens: ['ui', 'kinds', 'local', 'words'],
}

test.each(Object.entries(MAY))('%s imports only what it may', (room, allowed) => {
  for (const file of within(room)) for (const imported of roomsImported(file)) expect([file, allowed]).toEqual([file, expect.arrayContaining([imported])])
})

test('only local opens databases, only exchange speaks to the server', () => {
  for (const file of [...within('screens'), ...within('ui')]) expect(text(file)).not.toMatch(/\bfetch\(|indexedDB|openDB/)
  for (const file of [...within('local'), ...within('kinds')]) expect(text(file)).not.toMatch(/\bfetch\(/)
})

test('no template writes styles or scripts that the policy would refuse, and none writes HTML from data', () => {
  for (const file of files.filter((each) => each.endsWith('.svelte'))) expect(text(file)).not.toMatch(/\sstyle="|\sstyle=\{|\{@html/)
})

test('no file is longer than 300 lines', () => {
  for (const file of files) expect([file, text(file).split('\n').length <= 301]).toEqual([file, true])
})
