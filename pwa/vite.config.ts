import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { buildId, serviceWorker } from './scripts/service-worker-plugin.ts'

const build = buildId('src', 'public')

export default defineConfig({
  plugins: [svelte(), serviceWorker(build)],
  define: { __BUILD__: JSON.stringify(build) },
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, cssCodeSplit: false },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://127.0.0.1:5000' } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
} as Parameters<typeof defineConfig>[0])
