"""The photo wall under ten thousand photos, scrolled in a real browser: `python -m bench.wall`."""

import argparse
import io
import tempfile
from hashlib import sha256
from pathlib import Path
from random import Random

from flask import Flask
from playwright.sync_api import Page, sync_playwright

from bench.machine import machine
from bench.ours import an_app
from bench.served import tallyround
from bench.table import Results
from server.access import add_person
from server.demo.pictures import shelf
from server.field.photo_store import PhotoStore
from tests.cast import AMINA, AMINAS_PHONE, DAY, MINUTE, NOW, PASSWORD, visit_id
from tests.given import Phone, a_set, company, known, phone
from tests.running import QUIET, browser_path

OUTLETS, DAYS, BATCH, DRAWN = 200, 20, 200, 150
LOOKS = {"grid": "all", "pairs": "before and after", "time": "outlet by outlet over time"}
LIMIT_MS = 100
WATCH = """() => {
  window.blocked = []
  new PerformanceObserver((list) => window.blocked.push(...list.getEntries().map((each) => each.duration))).observe({ type: 'longtask' })
}"""
SCROLL = """async ([step, give]) => {
  document.documentElement.style.scrollBehavior = 'auto'
  window.blocked.length = 0
  const frames = []
  let last = performance.now(), still = 0, began = last
  await new Promise((done) => requestAnimationFrame(function frame(now) {
    frames.push(now - last)
    last = now
    const before = window.scrollY
    window.scrollBy(0, step)
    still = window.scrollY === before ? still + 1 : 0
    if (still > give) done()
    else requestAnimationFrame(frame)
  }))
  const shown = document.querySelectorAll('[data-testid=photo]').length
  return { frames, shown, seconds: (performance.now() - began) / 1000, blocked: window.blocked }
}"""
JUMP = """async () => {
  document.documentElement.style.scrollBehavior = 'auto'
  window.scrollTo(0, 0)
  window.blocked.length = 0
  const began = performance.now()
  window.scrollTo(0, document.documentElement.scrollHeight)
  const seen = (box) => box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  await new Promise((done) => requestAnimationFrame(function frame() {
    const images = Array.from(document.querySelectorAll('[data-testid=wall] img')).filter((each) => seen(each.getBoundingClientRect()))
    if (images.length > 1 && images.every((each) => each.complete)) done()
    else requestAnimationFrame(frame)
  }))
  return { seconds: (performance.now() - began) / 1000, blocked: window.blocked }
}"""


def main() -> None:
    """Fill a store, scroll each look to its end, print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.wall", description=__doc__)
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--step", type=int, default=150, help="pixels a frame; 150 are nine thousand a second")
    parser.add_argument("--markdown", action="store_true", help="print the table as docs/performance.md has it")
    given, results = parser.parse_args(), Results()
    with tempfile.TemporaryDirectory(prefix="tallyround-wall-") as folder:
        fill(an_app(Path(folder)), Path(folder), given.photos)
        with tallyround(Path(folder), workers=1) as served, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path(), args=QUIET)
            for size in ((1440, 900), (360, 800)):
                results.begin(f"The photo wall at {size[0]} × {size[1]}")
                page = browser.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
                _sign_in(page, served.url)
                bare = _bare(page, given.step)
                for look, name in LOOKS.items():
                    _measure(
                        results, page, f"{served.url}/office/photos?look={look}&to=2026-11-25", name, given.step, bare
                    )
            browser.close()
    title = f"{given.photos:,} photos, {given.step} pixels a frame, on {machine('')}"
    print(results.markdown(title)) if given.markdown else results.print(title)


def fill(app: Flask, folder: Path, photos: int) -> None:
    """A company with so many photos, each a file of its own, in pairs of before and after."""
    company(app)
    with app.app_context():
        add_person("mona", "Mona", "manager", PASSWORD)
    known(app, "route", "route/n1", "route:n1", name="North 1")
    for number in range(OUTLETS):
        known(
            app, "outlet", f"outlet/{number}", "route:n1", name=f"Shop {number:03}", route="route/n1", status="active"
        )
    chance, store, amina = Random(1), PhotoStore(folder / "photos"), phone(app, AMINA, AMINAS_PHONE)
    drawn = [shelf(chance, 0.2).jpeg for _ in range(DRAWN)]
    for first in range(0, photos, BATCH):
        _send(amina, store, drawn, range(first, min(first + BATCH, photos)))


def _send(amina: Phone, store: PhotoStore, drawn: list[bytes], numbers: range) -> None:
    ops = []
    for number in numbers:
        jpeg = _own(drawn[number % DRAWN], number)
        name = sha256(jpeg).hexdigest()
        store.keep(name, jpeg, {"thumb": jpeg, "large": jpeg})
        pair, at = number // 2, NOW - number % DAYS * DAY
        of = {"of": f"{visit_id(pair)}/display_check/display/{pair}", "visit": visit_id(pair)}
        role = "after" if number % 2 else "before"
        ops.append(a_set(name, "photo", **of, outlet=f"outlet/{pair % OUTLETS}", role=role, taken_at=at))
    told = amina.exchange(*(amina.change(op, at=op["fields"]["taken_at"]) for op in ops))
    assert all(each["verdict"] == "accepted" for each in told["verdicts"]), told["verdicts"][:2]


def _own(jpeg: bytes, number: int) -> bytes:
    """A picture with a comment of its own, so that no two files are the same."""
    note = io.BytesIO()
    note.write(b"\xff\xfe\x00\x0a%08d" % number)
    return jpeg[:2] + note.getvalue() + jpeg[2:]


def _sign_in(page: Page, url: str) -> None:
    page.set_default_timeout(MINUTE)
    page.add_init_script(f"({WATCH})()")
    page.goto(f"{url}/office/sign-in")
    page.locator("input[name=person]").fill("mona")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_test_id("sign-in").click()
    page.wait_for_url(lambda where: "sign-in" not in where)


def _bare(page: Page, step: int) -> str:
    """What scrolling an empty page of some length takes here and now."""
    page.set_content("<div id=long></div>")
    page.evaluate("document.getElementById('long').style.height = '100000px'")
    return f"an empty page: {_tasks(page.evaluate(SCROLL, [step, 9])['blocked'])}"


def _measure(results: Results, page: Page, address: str, name: str, step: int, bare: str) -> None:
    answer = page.goto(address, wait_until="networkidle")
    assert answer, address
    assert answer.ok, (address, answer.status)
    jumped = page.evaluate(JUMP)
    results.put(
        f"jump_{name}_{page.viewport_size['width']}",  # type: ignore[index]
        f"{name}: to the end at once",
        f"{_tasks(jumped['blocked'])}; {jumped['seconds']:.1f} s until all is drawn",
        bare,
        None,
        f"no task above {LIMIT_MS} ms",
    )
    page.goto(address, wait_until="networkidle")
    went = page.evaluate(SCROLL, [step, 90])
    late = sum(each > 34 for each in went["frames"])
    results.put(
        f"scroll_{name}_{page.viewport_size['width']}",  # type: ignore[index]
        f"{name}: scrolled from top to end",
        f"{_tasks(went['blocked'])}; {late} of {len(went['frames'])} frames late, {went['shown']} photos held",
        bare,
        None,
        f"no task above {LIMIT_MS} ms",
    )


def _tasks(blocked: list[float]) -> str:
    """Long tasks, those over 50 ms, in words."""
    return f"{len(blocked)} long tasks, longest {max(blocked):.0f} ms" if blocked else "no long task"


if __name__ == "__main__":
    main()
