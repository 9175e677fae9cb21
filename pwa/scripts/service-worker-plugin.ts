// Builds the service worker after everything else, with the list of files it keeps and their hashes.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import ts from 'typescript'
import type { Plugin } from 'vite'

/** A name for the sources as they are, the same wherever they are built. */
export function buildId(...folders: string[]): string {
  const hash = createHash('sha256')
  for (const file of folders.flatMap(filesIn).sort()) hash.update(file).update(readFileSync(file))
  return hash.digest('hex').slice(0, 10)
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => relative('.', join(entry.parentPath, entry.name)))
}

export function serviceWorker(build: string): Plugin {
  let out = 'dist'
  return {
    name: 'tallyround-service-worker',
    apply: 'build',
    configResolved(config) {
      out = config.build.outDir
    },
    closeBundle() {
      const kept = filesIn(out).filter((file) => !/service-worker\.js|\.(br|gz)$/.test(file)).sort()
      const listed = (files: string[]) => JSON.stringify(files.map((file) => [urlOf(relative(out, file)), integrityOf(file)]), null, 1)
      const isLater = (file: string) => /\.wasm$|scan\.worker/.test(file)
      const source = readFileSync('src/service-worker.ts', 'utf8')
      const { outputText } = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
      const isStreets = (file: string) => /assets.(streets|leaflet|layers|marker-)/i.test(file)
      const first = kept.filter((file) => !isLater(file) && !isStreets(file))
      const lists = { PRECACHE: listed(first), LATER: listed(kept.filter(isLater)), STREETS: listed(kept.filter(isStreets)) }
      const head = [`const BUILD = ${JSON.stringify(build)}`, ...Object.entries(lists).map(([name, files]) => `const ${name} = ${files}`), ''].join('\n')
      writeFileSync(join(out, 'service-worker.js'), head + outputText)
      for (const file of filesIn(out).filter((each) => /\.(js|css|html|wasm|webmanifest)$/.test(each))) pack(file)
    },
  }
}

/** Packed beforehand, so that the server packs nothing while somebody waits. */
function pack(file: string): void {
  const bytes = readFileSync(file)
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }))
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
}

/** `/` and never `/index.html`: a server may redirect the one to the other. */
const urlOf = (file: string): string => (file === 'index.html' ? '/' : `/${file}`)

const integrityOf = (file: string): string => `sha256-${createHash('sha256').update(readFileSync(file)).digest('base64')}`
