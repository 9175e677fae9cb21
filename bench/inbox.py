"""The inbox by keys: how long from a key to the next item, open and focused: `python -m bench.inbox`."""

import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from bench.served import tallyround
from tests.running import QUIET, browser_path, seeded_store

ITEMS = 20
TIMED = """async (key) => {
  const before = document.activeElement.dataset.item
  const began = performance.now()
  document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  await new Promise(requestAnimationFrame)
  const here = document.querySelector('.item.current')
  await Promise.all(Array.from(here.querySelectorAll('img'), (each) => each.decode()))
  await new Promise(requestAnimationFrame)
  if (here.dataset.item === before) throw new Error('the same item')
  return performance.now() - began
}"""


def main() -> None:
    """Sort items of the invented company one after the other, and say how long each took."""
    with tempfile.TemporaryDirectory(prefix="tallyround-inbox-") as folder:
        data = seeded_store(Path(folder))
        with tallyround(data, workers=1) as served, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path(), args=QUIET)
            took = sorted(_sorted(browser.new_page(viewport={"width": 1440, "height": 900}), served.url))
            browser.close()
    print(f"{len(took)} items, one key each: median {median(took):.0f} ms, longest {took[-1]:.0f} ms to the next")


def _sorted(page: Page, url: str) -> list[float]:
    page.goto(f"{url}/office/sign-in")
    page.locator("input[name=person]").fill("mira")
    page.locator("input[name=password]").fill("tally-demo")
    page.get_by_test_id("sign-in").click()
    page.wait_for_url(lambda where: "sign-in" not in where)
    page.goto(f"{url}/office/inbox")
    page.locator(".item.current").wait_for()
    return [page.evaluate(TIMED, "3") for _ in range(min(ITEMS, page.get_by_test_id("item").count() - 1))]


if __name__ == "__main__":
    main()
