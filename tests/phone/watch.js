// Watches, from inside the page, when transactions are on the disk, when taps happened and when a screen was painted.
globalThis.watched = { written: [], taps: [], painted: {} }
const begin = IDBDatabase.prototype.transaction
IDBDatabase.prototype.transaction = function (stores, mode, ...more) {
  const transaction = begin.call(this, stores, mode, ...more)
  if (mode === 'readwrite') {
    const names = [...transaction.objectStoreNames]
    transaction.addEventListener('complete', () => watched.written.push({ names, at: performance.now() }))
  }
  return transaction
}
addEventListener('click', (event) => watched.taps.push(event.timeStamp), { capture: true })
new MutationObserver(() => {
  for (const name of ['start-visit', 'nothing-due', 'no-route', 'sign-in']) {
    if (name in watched.painted || !document.querySelector(`[data-testid=${name}]`)) continue
    watched.painted[name] = null
    requestAnimationFrame(() => setTimeout(() => (watched.painted[name] = performance.now())))
  }
}).observe(document, { childList: true, subtree: true })
