// Many phones in one process, driven by lines of JSON: each line `[now, command, ...arguments]` is answered by one line.
import { readFileSync } from 'node:fs'
import vm from 'node:vm'
import { Disk, limitRoom } from './disk'
import type { SignedIn } from './device'
import { diskInUse, Phone, type Reply } from './phone'
import type { Draft } from '../../src/local/types'

const code = new vm.Script(readFileSync(process.argv[2]!, 'utf8'), { filename: 'device.js' })
const phones = new Map<string, Phone>()
const disks = new Map<string, Disk>()
let seed = 0
let now = 0

const of = (name: string): Phone => {
  const phone = phones.get(name)
  if (!phone) throw new Error(`no phone ${name}`)
  return phone
}

function disk(name: string): Disk {
  const known = disks.get(name) ?? new Disk()
  disks.set(name, known)
  return known
}

/** What the outside may ask of phones; what a command returns travels back with the requests that the phone made. */
const COMMANDS = {
  world: (number: number) => {
    phones.clear()
    disks.clear()
    seed = number
  },
  phone: (name: string, person: string, on: string) => void phones.set(name, new Phone(name, person, disk(on), code, () => now, seed)),
  boot: (name: string, said: SignedIn | null) => of(name).boot(said),
  die: (name: string) => of(name).die(),
  fuse: (name: string, tasks: number) => void (of(name).fuse = tasks || null),
  full: (name: string, times: number) => void (of(name).disk.full = times),
  skew: (name: string, ms: number) => void (of(name).skew = ms),
  rot: (name: string, place: number, how: 'altered' | 'lost') => of(name).disk.rot(of(name).database, place, how),
  garble: (name: string, place: number) => of(name).disk.garble(of(name).database, place),
  tap: (name: string, drafts: Draft[]) => of(name).run((app) => app.tap(drafts)),
  wake: (name: string) => of(name).wake(),
  ring: (name: string) => of(name).ring(),
  reply: (name: string, ask: number, reply: Reply) => of(name).answer(ask, reply),
  silence: (name: string, ask: number) => of(name).answer(ask, null),
  screen: (name: string, records: string[]) => of(name).run((app) => app.screen(records)),
  look: (name: string) => {
    const { disk, database } = of(name)
    const stores = ['rows', 'scopes', 'outbox', 'answered'].map((store) => [store, disk.all(database, store)])
    return { ...Object.fromEntries(stores), meta: disk.meta(database) }
  },
}

async function carryOut(line: string): Promise<string> {
  const [at, name, ...given] = JSON.parse(line) as [number, keyof typeof COMMANDS, ...unknown[]]
  now = at
  const result = await (COMMANDS[name] as (...all: unknown[]) => unknown)(...given)
  const phone = phones.get(String(given[0]))
  if (!phone) return JSON.stringify({ result: result ?? null })
  const { asks, errors, alive, next } = phone
  phone.asks = []
  phone.errors = []
  return JSON.stringify({ result: result ?? null, asks, errors, alive, next })
}

limitRoom(diskInUse)
process.on('unhandledRejection', (error) => diskInUse() && process.stderr.write(`${error}\n`))

let rest = ''
let queue = Promise.resolve()
process.stdin.setEncoding('utf8').on('data', (text: string) => {
  const lines = (rest + text).split('\n')
  rest = lines.pop()!
  for (const line of lines) queue = queue.then(() => carryOut(line)).then(say, (error) => say(JSON.stringify({ bug: `${error.stack}` })))
})

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
