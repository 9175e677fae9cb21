import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { buildId, serviceWorker } from './scripts/service-worker-plugin.ts'

/** What the first screen needs and later ones share comes in one file, so that the first load asks for few. */
const BASE = /node_modules\/(svelte|esm-env|clsx|idb|@noble)\/|src\/(local\/(?!rescue|removals|audit)|words\/index|kinds\/(due_stops|distance|visits|catalogue)|ui\/(app|words|place|today|authors|records|visit_book|position|undo|update|storage|install|space)\b)/

/** What only the map with streets needs is named so: see the service worker. */
const STREETS = /node_modules\/(leaflet|pmtiles|fflate)\//
const STREETS_DRAWN = /node_modules\/(protomaps-leaflet|@protomaps|@mapbox|pbf|rbush|quickselect|color2k|potpack)\//

const build = buildId('src', 'public')

export default defineConfig({
  plugins: [svelte(), serviceWorker(build)],
  define: { __BUILD__: JSON.stringify(build) },
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, cssCodeSplit: false, rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', test: BASE }, { name: 'streets', test: STREETS }, { name: 'streets_drawn', test: STREETS_DRAWN }] } } } },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://127.0.0.1:5000' } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
} as Parameters<typeof defineConfig>[0])
