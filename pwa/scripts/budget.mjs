// What the first load weighs, gzip, as a browser fetches it: `npm run budget`, after a build; fails when it is too much.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const DIST = process.argv[2] ?? process.env.TALLYROUND_PWA ?? 'dist'
const MOST = { js: 60_000, css: 15_000, requests: 8 }
/** Parts that only come when they are opened: none may be reached by a static import from the start. */
const LAZY = [/^Visit-/, /^Plans-/, /^CameraView-/, /^Scanner-/, /^scan\.worker-/, /^Signature-/, /^report_picture-/, /^Reports-/, /^Wallet-/, /^StreetMap-/, /^[Ss]treets/, /\.wasm$/]

const weigh = (file) => gzipSync(readFileSync(join(DIST, file)), { level: 6 }).length
const html = readFileSync(join(DIST, 'index.html'), 'utf8')
const named = [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map((match) => match[1])
const assets = readdirSync(join(DIST, 'assets')).filter((file) => !/\.(br|gz)$/.test(file))

/** The scripts a script imports before it runs. */
function imports(file) {
  const text = readFileSync(join(DIST, file), 'utf8')
  return [...text.matchAll(/(?:^|[;}\n])import\s*(?:[\w*{}\s,$]+\s*from\s*)?["']\.\/([^"']+)["']/g)].map((match) => `assets/${match[1]}`)
}

function reached(files) {
  const found = new Set()
  const next = files.filter((file) => file.endsWith('.js'))
  while (next.length) {
    const file = next.pop()
    if (found.has(file) || !existsSync(join(DIST, file))) continue
    found.add(file)
    next.push(...imports(file))
  }
  return [...found]
}

const language = assets.find((file) => /^en-.*\.js$/.test(file))
const scripts = [...reached(named), ...(language ? [`assets/${language}`] : [])]
const styles = named.filter((file) => file.endsWith('.css'))
const icons = named.filter((file) => file.endsWith('.png'))
const sum = (files) => files.reduce((total, file) => total + weigh(file), 0)
const told = { js: sum(scripts), css: sum(styles), requests: 1 + new Set([...scripts, ...styles, ...icons, 'manifest.webmanifest']).size }

for (const [name, most] of Object.entries(MOST)) console.log(`${name.padEnd(9)} ${String(told[name]).padStart(7)} of ${most}`)
const early = scripts.filter((file) => LAZY.some((form) => form.test(file.replace('assets/', ''))))
if (early.length) console.log(`loaded too early: ${early.join(', ')}`)
for (const file of assets.filter((each) => LAZY.some((form) => form.test(each)))) console.log(`later     ${String(weigh(`assets/${file}`)).padStart(7)} ${file}`)
process.exit(early.length || Object.entries(MOST).some(([name, most]) => told[name] > most) ? 1 : 0)
