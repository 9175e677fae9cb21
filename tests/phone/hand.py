"""What a hand does on the phone, and what an eye or a look into the browser's stores can see there."""

import io
import random
import re
import time
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Error, Locator, Page, expect

from tests.running import ROOT

PATIENCE_MS = 30_000
AXE = ROOT / "pwa/node_modules/axe-core/axe.min.js"

READ_ALL = """(name) => new Promise((done, failed) => {
  const opening = indexedDB.open(name)
  opening.onerror = () => failed(opening.error)
  opening.onsuccess = () => {
    const db = opening.result, found = {}
    const reading = db.transaction([...db.objectStoreNames])
    for (const store of db.objectStoreNames) {
      reading.objectStore(store).getAll().onsuccess = (event) => (found[store] = event.target.result)
    }
    reading.oncomplete = () => { db.close(); done(JSON.parse(JSON.stringify(found))) }
  }
})"""

PUT_IN_OUTBOX = """([person, ops, scope]) => new Promise((done) => {
  const opening = indexedDB.open(`tallyround-${person}`)
  opening.onsuccess = () => {
    const db = opening.result
    const writing = db.transaction(['meta', 'outbox'], 'readwrite')
    writing.objectStore('meta').get('n').onsuccess = (event) => {
      const n = event.target.result + 1
      const id = `01a20000-0000-7000-8000-${String(Date.now()).slice(-12).padStart(12, '0')}`
      writing.objectStore('meta').put(n, 'n')
      writing.objectStore('outbox').add({n, id, scopes: [scope], change: {id, n, at: Date.now(), off: 0, after: [], ops}})
    }
    writing.oncomplete = () => { db.close(); new BroadcastChannel(`tallyround-${person}`).postMessage('changed'); done() }
  }
})"""

SMALL_TARGETS = """() => [...document.querySelectorAll('button, a, input:not([type=file]), select, textarea, summary')]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width > 0)
  .filter((each) => each.getBoundingClientRect().height < 47.5 || each.getBoundingClientRect().width < 47.5)
  .map((each) => each.outerHTML.slice(0, 120))"""

KEY_LIKE = re.compile(r"\{\w+\}|\b[a-z]+_[a-z_]+\b|\bundefined\b|\bnull\b|\[object|\b[a-z]+\.[a-z]+\.[a-z]+\b")


def a_picture(folder: Path, name: str = "shelf", size: tuple[int, int] = (3000, 2000)) -> Path:
    """A large photo, turned on its side, with the maker's mark in it."""
    chance = random.Random(name)
    image = Image.new("RGB", size, (226, 222, 210))
    pen = ImageDraw.Draw(image)
    for _ in range(300):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        pen.rectangle((x, y, x + 120, y + 200), fill=tuple(chance.randrange(256) for _ in range(3)))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Some Maker"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=93, exif=exif)
    path = folder / f"{name}.jpg"
    path.write_bytes(out.getvalue())
    return path


def strip_says(page: Page, text: str) -> None:
    """Wait until the strip says something."""
    expect(page.get_by_test_id("strip")).to_contain_text(text, timeout=PATIENCE_MS)


def begin_next(page: Page) -> str:
    """Start (or go on with) the next visit; its id."""
    page.get_by_test_id("start-visit").click()
    page.get_by_test_id("rail").wait_for()
    return str(page.get_by_test_id("visit").get_attribute("data-visit"))


def opened(page: Page, card: str) -> Locator:
    """A card of the visit, opened."""
    found = page.get_by_test_id(f"card-{card}")
    head = found.locator("h2 button")
    if head.get_attribute("aria-expanded") == "false":
        head.click()
    return found


def rate(page: Page, level: int) -> None:
    """Say how the retailer stands towards us."""
    chip = opened(page, "retailer").get_by_test_id("attitude-level").locator(f"[data-value='{level}']")
    chip.click()
    try:
        expect(chip).to_have_attribute("aria-pressed", "true")
    except AssertionError as error:  # which tells of the chip alone, and not why
        raise AssertionError(page.locator("body").inner_text()) from error


def to(page: Page, place: str) -> None:
    """Go to a screen by its address."""
    page.evaluate("(place) => { location.hash = place }", place)


def stores_of(page: Page, person: str) -> dict[str, Any]:
    """Everything in a person's database on this phone."""
    return page.evaluate(READ_ALL, f"tallyround-{person}")


def photos_taken(page: Page, person: str) -> list[dict[str, Any]]:
    """The pictures taken on this phone; those that show how something should look were fetched."""
    return [each for each in stores_of(page, person)["photos"] if not each["of"].startswith(("display/", "plan/"))]


def until(page: Page, script: str, arg: Any = None) -> None:
    """Ask the page until the answer, or what it promises, is true.

    Playwright's own waiting evaluates its words inside the page, where the policy for scripts refuses them from the
    second look on, and takes a promise for a yes.
    """
    ends = time.monotonic() + PATIENCE_MS / 1000
    while not _holds(page, script, arg):
        assert time.monotonic() < ends, f"never came true: {script}"
        page.wait_for_timeout(50)


def _holds(page: Page, script: str, arg: Any) -> bool:
    try:
        return page.evaluate(script, arg)
    except Error as error:
        if "Execution context was destroyed" not in error.message:
            raise
        return False


def databases(page: Page) -> set[str]:
    """The names of the databases on this phone."""
    return set(page.evaluate("indexedDB.databases().then((all) => all.map((each) => each.name))"))


def send_what_the_office_cannot_take(page: Page, person: str) -> str:
    """Put a count beyond all limits into the outbox of the visit that is open; the product counted."""
    visit = page.get_by_test_id("visit").get_attribute("data-visit")
    rows = stores_of(page, person)
    changes = [each["change"] for each in (*rows["outbox"], *rows["answered"])]
    made = next(op for change in changes for op in change["ops"] if op["record"] == visit and "outlet" in op["fields"])
    product = opened(page, "tally").locator("[data-testid^='product-']").first.get_attribute("data-testid")
    sku = str(product).removeprefix("product-")
    fields = {"outlet": made["fields"]["outlet"], "sku": sku, "state_on_entry": "on_shelf", "on_shelf": 123_456}
    op = {"op": "set", "record": f"{visit}/stock_count/{sku}", "kind": "stock_count", "scope": made["scope"]}
    page.evaluate(PUT_IN_OUTBOX, [person, [{**op, "fields": fields}], made["scope"]])
    return sku


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page."""
    page.evaluate(f"{AXE.read_text()};0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((result) => result.violations)")
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def scrolls_sideways(page: Page) -> bool:
    """Whether anything is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def keys_shown(page: Page) -> list[str]:
    """Words on the screen that look like keys or codes."""
    return KEY_LIKE.findall(page.locator("#app").inner_text())
