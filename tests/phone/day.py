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
MOST_TOLD = 8

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
  if (window.interactions) return
  window.interactions = new Map()
  window.blocked = []
  const touched = new Map()
  const note = (event) => touched.set(event.timeStamp, event.target.closest?.('[data-testid]')?.dataset.testid ?? event.target.nodeName)
  for (const name of ['pointerdown', 'pointerup', 'click', 'keydown', 'keyup']) addEventListener(name, note, true)
  new PerformanceObserver((list) => {
    for (const { interactionId, duration, name, startTime } of list.getEntries()) {
      const known = window.interactions.get(interactionId)
      if (!interactionId || (known && known[0] >= duration)) continue
      window.interactions.set(interactionId, [Math.round(duration), `${name} ${touched.get(startTime) ?? ''}`])
    }
  }).observe({ type: 'event', durationThreshold: 16 })
  new PerformanceObserver((list) => { for (const each of list.getEntries()) window.blocked.push([Math.round(each.duration), location.hash.replace(/visit.*/, 'visit')]) })
    .observe({ type: 'longtask' })
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


Told = list[tuple[int, str]]
"""How long, in milliseconds from the touch to the next picture, and what was touched; only those over 16."""


def told(page: Page) -> Told:
    """What the browser measured since the last time."""
    page.wait_for_timeout(500)
    found = page.evaluate(
        "() => { const all = [...window.interactions.values()]; window.interactions.clear(); return all }"
    )
    return [(ms, name) for ms, name in found]


def taps(page: Page) -> Told:
    """Many taps on a visit."""
    page.evaluate(WATCH)
    chips = opened(page, "retailer").get_by_test_id("attitude-level").locator("button")
    entries = opened(page, "tally").locator("[data-testid^='entry-'] button[data-value=on_shelf]")
    for turn in range(TAPS // 2):
        chips.nth(turn % 5).click()
        entries.nth(turn % entries.count()).click()
    return told(page)


def ways(page: Page) -> Told:
    """From screen to screen by the tabs, a search, the reports of a month, a photo, and into the next visit."""
    page.evaluate(WATCH)
    page.get_by_test_id("leave-visit").click()
    for tab, screen in (("outlets", "outlets"), ("waits", "waits"), ("me", "me")):
        page.get_by_test_id(f"nav-{tab}").click()
        page.get_by_test_id(screen).wait_for()
    page.get_by_test_id("to-reports").click()
    for period in ("week", "month"):
        page.get_by_test_id("report-period").locator(f"[data-value={period}]").click()
        page.wait_for_timeout(1_000)
    page.get_by_test_id("nav-outlets").click()
    page.get_by_test_id("outlet-search").press_sequentially("ma", delay=100)
    page.get_by_test_id("nav-today").click()
    page.get_by_test_id("start-visit").click()
    page.get_by_test_id("rail").wait_for()
    return told(page)


def middle_of(durations: Told) -> float:
    """The median, of those long enough to be told by the browser."""
    return median(ms for ms, _ in durations) if durations else 0


def longest(durations: Told) -> int:
    """The longest."""
    return max((ms for ms, _ in durations), default=0)


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
            plain, plain_ways = taps(page), ways(page)
            throttle.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            page.evaluate(LAY_THE_DAY, [VISITS, OBSERVATIONS, PHOTOS, PHOTO_BYTES])
            page.reload()
            strip_says(page, f"{VISITS * PHOTOS} photos")
            throttle.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            begin(page)
            empty = heap(page)
            durations = taps(page)
            middle = heap(page)
            durations += taps(page)
            on_the_way = ways(page)
            full, after = heap(page), stored(page)
            blocked = page.evaluate("window.blocked")
            amina.close()
    everything = durations + on_the_way
    print(
        f"{VISITS} visits, {VISITS * OBSERVATIONS} observations, {VISITS * PHOTOS} photos wait; processor {SLOWER} times slower"
    )
    print(f"{2 * TAPS} taps on a visit: slowest {longest(durations)} ms, middle {middle_of(durations)} ms")
    print(f"from screen to screen: slowest {longest(on_the_way)} ms, middle {middle_of(on_the_way)} ms")
    print(f"the same with nothing waiting: slowest {longest(plain)} ms and {longest(plain_ways)} ms")
    for ms, name in sorted(set(everything), reverse=True)[:MOST_TOLD]:
        print(f"  {ms:4} ms  {name}")
    for ms, place in sorted(blocked, reverse=True)[:3]:
        print(f"  long task of {ms} ms on {place or '#/'}, of {len(blocked)}")
    print(f"memory: {empty:.1f} MB, {middle:.1f} MB after {TAPS} taps, {full:.1f} MB after {2 * TAPS} and every screen")
    print(
        f"database: {before:.1f} MB before the day, {after:.1f} MB with it ({VISITS * PHOTOS * PHOTO_BYTES / 1e6:.1f} MB of it photos)"
    )
    return int(longest(everything) > 100)


if __name__ == "__main__":
    sys.exit(main())
