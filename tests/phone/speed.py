"""How fast the phone is on a slow processor: `python -m tests.phone.speed`. Prints; asserts nothing."""

import argparse
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

from server import create_app
from server.access import add_person
from server.ledger import now_ms, the_ledger
from server.settings import Settings
from tests.given import OFFICE, grant_routes
from tests.phone.hand import begin_next, opened, strip_says, until
from tests.running import Phone, Server

ROUTE = "route:n1"
DUE = 50
TAPS = 60
STARTS = 7
WATCH = Path(__file__).with_name("watch.js").read_text()

RAW_PUT = """async () => {
  const open = (name, version, lay) => new Promise((done, failed) => {
    const opening = indexedDB.open(name, version)
    opening.onupgradeneeded = () => lay(opening.result)
    opening.onsuccess = () => done(opening.result)
    opening.onerror = () => failed(opening.error)
  })
  const own = await open('tallyround-amina')
  const rows = await new Promise((done) => {
    own.transaction('rows').objectStore('rows').getAll().onsuccess = (event) => done(event.target.result)
  })
  const { keyPath } = own.transaction('rows').objectStore('rows')
  const kept = own.transaction('rows').objectStore('rows')
  const indexes = [...kept.indexNames].map((name) => [name, kept.index(name).keyPath])
  own.close()
  const raw = async (name, laid) => {
    const db = await open(name, 1, (made) => {
      const store = made.createObjectStore('rows', { keyPath })
      for (const [index, path] of laid) store.createIndex(index, path)
    })
    const began = performance.now()
    const writing = db.transaction('rows', 'readwrite', { durability: 'relaxed' })
    for (const row of rows) writing.objectStore('rows').put(row)
    await new Promise((done, failed) => { writing.oncomplete = done; writing.onabort = failed })
    const took = performance.now() - began
    db.close()
    indexedDB.deleteDatabase(name)
    return took
  }
  return { rows: rows.length, bare: await raw('raw-bare', []), indexed: await raw('raw-indexed', indexes) }
}"""


def a_company(folder: Path, outlets: int, rows: int) -> None:
    """A store in which Amina's route has so many outlets, and so many records in all."""
    app = create_app(Settings(data=folder, password_rounds=1, password_memory_kib=64))
    with app.app_context():
        add_person("amina", "Amina", "tallyman", "tally-demo")
        grant_routes("amina", ["n1"])
        ops = list(of_the_route(outlets, rows)) if outlets else []
        for start in range(0, len(ops), 1_000):
            verdict = the_ledger().write(OFFICE, ops[start : start + 1_000], now=now_ms())
            assert verdict["verdict"] == "accepted", verdict["problems"][:3]


def of_the_route(outlets: int, rows: int) -> Any:
    """What the office made: the route, its outlets and stops, displays agreed there."""
    yield an_op("route/n1", "route", name="North 1", tallyman="amina")
    for number in range(outlets):
        place = {"lat_e6": 55_000_000 + number * 90, "lon_e6": 2_000_000 + number * 70, "accuracy_m": 10}
        fields = {
            "name": f"Outlet {number}",
            "address": f"{number} High Street",
            "position": place,
        }
        yield an_op(f"outlet/n1-{number:05}", "outlet", **fields)
        weekdays = [1, 2, 3, 4, 5, 6, 7] if number < DUE else []
        stop = {"route": "route/n1", "outlet": f"outlet/n1-{number:05}", "position": number, "weekdays": weekdays}
        yield an_op(f"route_stop/n1/n1-{number:05}", "route_stop", **stop)
    for number in range(rows - 1 - 2 * outlets):
        agreed = {
            "outlet": f"outlet/n1-{number % outlets:05}",
            "display_kind": "shelf",
            "standard": f"Shelf {number}, eye level",
        }
        yield an_op(f"display/n1-{number:05}", "display", **agreed)


def an_op(record: str, kind: str, **fields: Any) -> dict[str, Any]:
    """A record of the route."""
    return {"op": "set", "record": record, "kind": kind, "scope": ROUTE, "fields": fields}


def slowed(page: Page, times: int) -> Page:
    """The page on a processor so many times slower, watched from inside."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})
    page.add_init_script(WATCH)
    return page


def a_page(phone: Phone, times: int) -> Page:
    """A slow page of a phone that shows nothing yet."""
    phone.url, url = "about:blank", phone.url
    page = slowed(phone.open(), times)
    phone.url = url
    return page


def sign_in(page: Page, url: str) -> None:
    """Sign in; returns when everything is read."""
    page.goto(url)
    page.get_by_test_id("sign-in-person").fill("amina")
    page.get_by_test_id("sign-in-password").fill("tally-demo")
    page.get_by_test_id("sign-in-submit").click()
    strip_says(page, "All sent")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def first_load(page: Page) -> float:
    """Milliseconds from the first question of the exchange to the last row on the disk."""
    return page.evaluate(
        """() => Math.max(...watched.written.filter(({ names }) => names.includes('rows')).map(({ at }) => at))
             - performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/api/v1/exchange')).startTime"""
    )


def taps(page: Page) -> list[float]:
    """Milliseconds from a tap to its place on the disk, of many taps."""
    page.evaluate("() => { watched.taps = []; watched.written = [] }")
    levels = opened(page, "retailer").get_by_test_id("attitude-level")
    page.evaluate("() => { watched.taps = []; watched.written = [] }")
    for number in range(TAPS):
        levels.locator(f"[data-value='{number % 5}']").click()
        page.wait_for_timeout(200)
    page.wait_for_timeout(500)
    return page.evaluate(
        """() => watched.taps.map((tap) => watched.written.find(({ names, at }) => names.includes('outbox')
             && !names.includes('scopes') && at > tap).at - tap)"""
    )


BARE_TAPS = """async (times) => {
  const db = await new Promise((done) => {
    const opening = indexedDB.open('raw-taps', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('taps', { autoIncrement: true })
    opening.onsuccess = () => done(opening.result)
  })
  const took = []
  for (let tap = 0; tap < times; tap++) {
    await new Promise((done) => setTimeout(done, 200))
    const began = performance.now()
    const writing = db.transaction('taps', 'readwrite', { durability: 'strict' })
    writing.objectStore('taps').add({ tap })
    await new Promise((done) => (writing.oncomplete = done))
    took.push(performance.now() - began)
  }
  db.close()
  indexedDB.deleteDatabase('raw-taps')
  return took
}"""


def late(took: list[float]) -> float:
    """The one that few exceed."""
    return sorted(took)[int(len(took) * 0.95) - 1]


def both(took: list[float]) -> str:
    """The middle one and the one that few exceed."""
    return f"{statistics.median(took):.0f} / {late(took):.0f} ms"


def start(page: Page, url: str) -> float:
    """Milliseconds from opening the app to a screen that can be used."""
    page.goto("about:blank")
    page.goto(url)
    until(page, "() => Object.values(watched.painted).some((at) => at)")
    return page.evaluate("() => Object.values(watched.painted).find((at) => at)")


def starts_offline(phone: Phone, server: Server, times: int) -> float:
    """The middle one of some starts without a server."""
    server.stop()
    page = a_page(phone, times)
    return statistics.median([start(page, phone.url) for _ in range(STARTS)][1:])


@dataclass
class Figures:
    """What was measured, in milliseconds; the two sides of each comparison in one run."""

    rows: int = 0
    first_load: float = 0.0
    raw_indexed: float = 0.0
    raw_bare: float = 0.0
    taps: list[float] = field(default_factory=list)
    bare_taps: list[float] = field(default_factory=list)
    start: float = 0.0
    empty_start: float = 0.0

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """For people: what, the figure, the aim."""
        return [
            (f"first load of {self.rows:,} records", f"{self.first_load:,.0f} ms", ""),
            ("raw put of the same rows, same indexes", f"{self.raw_indexed:,.0f} ms", ""),
            ("raw put of the same rows, no index", f"{self.raw_bare:,.0f} ms", ""),
            ("first load : raw put, same indexes", f"{self.first_load / self.raw_indexed:.2f}", "≤ 2"),
            ("tap on the disk, p50 / p95", both(self.taps), "p95 ≤ 50 ms"),
            ("raw strict transaction of one put, p50 / p95", both(self.bare_taps), ""),
            ("start offline with all outlets", f"{self.start:,.0f} ms", ""),
            ("start offline, empty", f"{self.empty_start:,.0f} ms", ""),
            ("start : empty start", f"{self.start / self.empty_start:.2f}", "≤ 1.2"),
        ]


class Bench:
    """Two servers, one with a full route and one with none, and the phones on them."""

    def __init__(self, hand: Playwright, folder: Path, outlets: int, rows: int, times: int) -> None:
        self.hand, self.folder, self.times = hand, folder, times
        self.phones: list[Phone] = []
        self.servers: dict[str, Server] = {}
        for name, some, all_rows in (("full", outlets, rows), ("empty", 0, 0)):
            a_company(folder / name, some, all_rows)
            self.servers[name] = Server(folder / name)
            self.servers[name].start()

    def phone(self, name: str, server: str) -> Phone:
        """A phone with nothing on it."""
        self.phones.append(Phone(self.hand, self.folder / f"profile-{name}", self.servers[server].url))
        return self.phones[-1]

    def close(self) -> None:
        """End everything."""
        for each in self.phones:
            each.close()
        for server in self.servers.values():
            server.stop()

    def measure(self) -> Figures:
        """Everything, one after the other."""
        found = Figures()
        warm = self.phone("warm", "full")
        sign_in(a_page(warm, 1), warm.url)
        warm.close()
        full, empty = self.phone("full", "full"), self.phone("empty", "empty")
        self._while_online(full, found)
        sign_in(a_page(empty, self.times), empty.url)
        full.close()
        empty.close()
        found.start = starts_offline(full, self.servers["full"], self.times)
        found.empty_start = starts_offline(empty, self.servers["empty"], self.times)
        return found

    def _while_online(self, full: Phone, found: Figures) -> None:
        page = a_page(full, self.times)
        sign_in(page, full.url)
        found.first_load, raw = first_load(page), page.evaluate(RAW_PUT)
        found.rows, found.raw_indexed, found.raw_bare = raw["rows"], raw["indexed"], raw["bare"]
        page.reload()
        page.get_by_test_id("start-visit").wait_for()
        begin_next(page)
        found.taps, found.bare_taps = taps(page), page.evaluate(BARE_TAPS, TAPS)
        strip_says(page, "All sent")


def measured(outlets: int = 5_000, rows: int = 20_000, times: int = 4) -> Figures:
    """All figures of a phone on a processor so many times slower than this machine's."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as hand:
        bench = Bench(hand, Path(folder), outlets, rows, times)
        try:
            return bench.measure()
        finally:
            bench.close()


def main(words: list[str]) -> None:
    """Measure what the words ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.phone.speed", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--outlets", type=int, default=5_000)
    parser.add_argument("--times", type=int, default=4, help="how many times slower than this machine")
    given = parser.parse_args(words)
    for what, figure, aim in measured(given.outlets, given.rows, given.times).lines:
        print(f"{what:<50}{figure:>16}   {aim and 'aim ' + aim}".rstrip(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
