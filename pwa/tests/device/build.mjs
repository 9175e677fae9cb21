// Bundles the phone's code for the simulator: `node build.mjs <folder> [replacements.json]` writes host.cjs and device.js.
import { mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const [folder, replacementsPath] = process.argv.slice(2)
const replacements = replacementsPath ? JSON.parse(readFileSync(replacementsPath, 'utf8')) : []
mkdirSync(folder, { recursive: true })

/** Replaces a piece of the source, so that a rule can be taken away; the piece must be there exactly once. */
const mutants = {
  name: 'mutants',
  transform(source, id) {
    let code = source
    for (const { file, find, put } of replacements.filter((each) => id.endsWith(each.file))) {
      if (code.split(find).length !== 2) throw new Error(`${file} does not hold exactly once: ${find}`)
      code = code.replace(find, () => put)
    }
    return code === source ? null : { code }
  },
}

const PRELUDE = 'Date.now = now; Math.random = chance;'

async function bundle(input, output, external) {
  const build = await rolldown({ input: here(input), external, plugins: [mutants], platform: output.platform, logLevel: 'warn' })
  await build.write({ ...output.options, file: `${folder}/${output.file}` })
}

await bundle('device.ts', { platform: 'browser', file: 'device.js', options: { format: 'iife', name: 'Device', intro: PRELUDE, codeSplitting: false } }, ['tus-js-client'])
await bundle('main.ts', { platform: 'node', file: 'host.cjs', options: { format: 'cjs', codeSplitting: false } }, [/^node:/])
