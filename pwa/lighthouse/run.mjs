// One run of Lighthouse in a Chromium that is open already: as a first load, or `kept`, with what is stored there. Prints scores and what costs points.
import lighthouse from 'lighthouse'

const [url, port, kept] = process.argv.slice(2)
const { lhr } = await lighthouse(url, { port: Number(port), output: 'json', logLevel: 'error', disableStorageReset: kept === 'kept', onlyCategories: ['performance', 'accessibility', 'best-practices'] })

const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]))
const costly = Object.values(lhr.categories).flatMap(({ id, auditRefs }) =>
  auditRefs
    .map((ref) => ({ ref, audit: lhr.audits[ref.id] }))
    .filter(({ ref, audit }) => ref.weight > 0 && audit.score !== null && audit.score < 0.9)
    .map(({ audit }) => `${id}: ${audit.id} ${audit.displayValue ?? ''} ${(audit.details?.items ?? []).slice(0, 3).map((item) => JSON.stringify(item.node?.snippet ?? item.description ?? item.url ?? '')).join(' ')}`),
)
const measured = Object.fromEntries(['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index'].map((id) => [id, lhr.audits[id]?.displayValue]))
console.log(JSON.stringify({ scores, measured, costly, error: lhr.runtimeError?.message ?? null }))
