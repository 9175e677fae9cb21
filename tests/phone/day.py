"""`python -m tests.phone.day`: a day of 40 visits, 240 photos and 1,600 observations on one phone without signal, in figures."""

import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from tests.phone.hand import opened, strip_says, to
from tests.running import Phone, running, seeded_store

VISITS, OBSERVATIONS, PHOTOS, PHOTO_BYTES = 40, 40, 6, 180_000
SLOWER = 4
TAPS = 60

LAY_THE_DAY = """([visits, observations, photos, bytes]) => new Promise((done, failed) => {
  indexedDB.open('tallyround-amina').onsuccess = (event) => {
    const db = event.target.result, tx = db.transaction(['rows', 'meta', 'outbox', 'photos'], 'readwrite')
    const scope = 'visits:north-1:' + new Date().toISOString().slice(0, 7)
    const digits = (value, width) => value.toString(16).padStart(width, '0')
    const noise = new ArrayBuffer(bytes)
    for (let at = 0; at < bytes; at += 60_000) crypto.getRandomValues(new Uint8Array(noise, at, Math.min(60_000, bytes - at)))
    const uuid = (at, n) => digits(at, 12).replace(/^(.{8})/, '$1-') + '-7000-8000-' + digits(n, 12)
    tx.objectStore('rows').index('kind').getAll('outlet').onsuccess = ({ target: { result: outlets } }) =>
      (tx.objectStore('rows').index('kind').getAll('product').onsuccess = ({ target: { result: products } }) =>
        (tx.objectStore('meta').get('n').onsuccess = ({ target: { result: last } }) => {
          let n = last ?? 0
          const tap = (at, record, kind, fields) => {
            const change = { id: uuid(at, ++n), n, at, off: 0, after: [], ops: [{ op: 'set', record, kind, scope, fields }] }
            tx.objectStore('outbox').add({ n, id: change.id, scopes: [scope], change })
          }
          const morning = Date.now() - visits * 60_000 - 3_600_000
          for (let visit = 0; visit < visits; visit++) {
            const at = morning + visit * 60_000, id = uuid(at, 7_000_000 + visit), outlet = outlets[visit % outlets.length].id
            tap(at, id, 'visit', { outlet, started_at: at, ended_at: at + 50_000, ended_by: 'person', outcome: 'done', planned: true })
            for (let each = 0; each < observations; each++) {
              const sku = products[each % products.length].id
              const said = { outlet, sku, state_on_entry: 'on_shelf', state_on_exit: 'on_shelf', on_shelf: each }
              tap(at + each, `${id}/stock_count/${sku}`, 'stock_count', said)
            }
            for (let each = 0; each < photos; each++) {
              const sha = digits(visit * photos + each + 1, 64), of = `${id}/stock_count/${products[each].id}`
              tap(at + each, sha, 'photo', { of, outlet, visit: id, role: 'proof', taken_at: at, bytes })
              const picture = { sha, of, state: 'waiting', size: bytes, taken_at: at, tries: 0 }
              tx.objectStore('photos').put({ ...picture, bytes: noise.slice(0), thumb: new ArrayBuffer(4_000) })
            }
          }
          tx.objectStore('meta').put(n, 'n')
        }))
    tx.oncomplete = () => { db.close(); done() }
    tx.onabort = () => failed(tx.error)
  }
})"""

WATCH = """() => {
  window.slow = []
  new PerformanceObserver((list) => { for (const each of list.getEntries()) window.slow.push(Math.round(each.duration)) })
    .observe({ type: 'event', durationThreshold: 16 })
}"""


def heap(page: Page) -> float:
    """Megabytes of script memory that are really in use."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"] / 1e6


def stored(page: Page) -> float:
    """Megabytes in the browser's stores."""
    return page.evaluate("navigator.storage.estimate().then((each) => each.usage)") / 1e6


def begin(page: Page) -> None:
    """A visit, from the list of outlets."""
    to(page, "#/outlets")
    page.locator("[data-testid^='outlet-outlet/']").first.click()
    page.get_by_test_id("start-unplanned").click()
    page.get_by_test_id("rail").wait_for()


def taps(page: Page) -> list[int]:
    """The durations of many taps on a visit, in milliseconds from the touch to the next picture; only those over 16."""
    page.evaluate(WATCH)
    chips = opened(page, "retailer").get_by_test_id("attitude-level").locator("button")
    entries = opened(page, "tally").locator("[data-testid^='entry-'] button[data-value=on_shelf]")
    for turn in range(TAPS // 2):
        chips.nth(turn % 5).click()
        entries.nth(turn % entries.count()).click()
    page.wait_for_timeout(500)
    return page.evaluate("window.slow")


def middle_of(durations: list[int]) -> float:
    """The median, of those long enough to be told by the browser."""
    return median(durations) if durations else 0


def main() -> int:
    """Print the figures; 1 when an interaction took more than 100 ms."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as hand:
        seeded = Path(folder) / "seeded"
        seeded.mkdir()
        with running(seeded_store(seeded), Path(folder) / "served") as server:
            amina = Phone(hand, Path(folder) / "profile", server.url)
            page = amina.sign_in("amina")
            strip_says(page, "All sent")
            before = stored(page)
            amina.context.set_offline(True)
            throttle = page.context.new_cdp_session(page)
            throttle.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            begin(page)
            plain = taps(page)
            throttle.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            page.evaluate(LAY_THE_DAY, [VISITS, OBSERVATIONS, PHOTOS, PHOTO_BYTES])
            page.reload()
            strip_says(page, f"{VISITS * PHOTOS} photos")
            throttle.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            begin(page)
            empty = heap(page)
            durations = [*taps(page)]
            middle = heap(page)
            durations += taps(page)
            full, after = heap(page), stored(page)
            amina.close()
    slowest = max(durations, default=0)
    print(
        f"{VISITS} visits, {VISITS * OBSERVATIONS} observations, {VISITS * PHOTOS} photos wait; processor {SLOWER} times slower"
    )
    print(f"{2 * TAPS} taps: slowest {slowest} ms, {sum(each > 100 for each in durations)} events over 100 ms")
    print(
        f"the same on a phone with nothing waiting: slowest {max(plain, default=0)} ms; middle {middle_of(plain)} against {middle_of(durations)} ms"
    )
    print(f"memory: {empty:.1f} MB, {middle:.1f} MB after {TAPS} taps, {full:.1f} MB after {2 * TAPS}")
    print(
        f"database: {before:.1f} MB before the day, {after:.1f} MB with it ({VISITS * PHOTOS * PHOTO_BYTES / 1e6:.1f} MB of it photos)"
    )
    return int(slowest > 100)


if __name__ == "__main__":
    sys.exit(main())
