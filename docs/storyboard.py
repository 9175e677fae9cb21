"""`python -m docs.storyboard`: every screen of the phone, both languages, three themes; full, empty and overfull."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, Playwright, sync_playwright

from tests.phone.hand import opened, strip_says, to, until
from tests.phone.town_map import a_map_file
from tests.running import QUIET, Phone, Server, browser_path, running, seeded_store

KEPT = Path(__file__).parent / "pictures" / "storyboard"
ELSE = Path(__file__).parents[1] / "tests" / ".artifacts" / "storyboard"
"""Empty and overfull sheets are looked at, not kept."""
LOOKS = (("en", "light"), ("en", "sun"), ("zh", "dark"))
SCREENS = (
    "",
    "outlets",
    "new-outlet",
    "bag",
    "reports",
    "wallet",
    "answers",
    "plans",
    "waits",
    "attention",
    "me",
    "hand-over",
)
CARDS = ("displays", "tally", "pop", "promotion", "market", "retailer", "spend", "more")
SHOP = "outlet/bellwether-market"
WIDTH, HEIGHT = 360, 800
PIN = "2580"
LONG_AWAY = """(person) => new Promise((done) => {
  indexedDB.open(`tallyround-${person}`).onsuccess = ({ target: { result: db } }) => {
    const tx = db.transaction('meta', 'readwrite')
    tx.objectStore('meta').put(1, 'seen_at')
    tx.oncomplete = () => { db.close(); done() }
  }
})"""
ALLOWED = ("geolocation", "camera")
A_CAMERA = ("--use-fake-device-for-media-stream",)

Shoot = Callable[[str], None]


def dress(page: Page, language: str, theme: str) -> None:
    """Wear a language and a theme."""
    to(page, "#/me")
    page.get_by_test_id("me-theme").locator(f"[data-value={theme}]").click()
    page.get_by_test_id("me-language").locator(f"[data-value={language}]").click()
    page.wait_for_timeout(300)


def screens(page: Page, shoot: Shoot) -> None:
    """Every screen beside the visit."""
    for name in SCREENS:
        to(page, f"#/{name}")
        page.get_by_test_id(name or "today").wait_for()
        page.wait_for_timeout(500)
        shoot(name or "today")
    to(page, "#/")
    page.get_by_test_id("today").wait_for()
    if page.get_by_test_id("to-map").count():
        streets(page, shoot)


def streets(page: Page, shoot: Shoot) -> None:
    """The round on a map with streets, to be kept on the phone."""
    page.get_by_test_id("to-map").click()
    page.get_by_test_id("street-map").wait_for()
    until(page, "() => document.querySelectorAll('.leaflet-tile-loaded').length > 0")
    page.wait_for_timeout(500)
    shoot("map")
    page.get_by_test_id("map-keep").click()
    page.get_by_test_id("map-kept").wait_for()
    page.evaluate("scrollTo({ top: 1e6, behavior: 'instant' })")
    shoot("map-kept")


def link_for(hand: Playwright, server: Server, person: str) -> str:
    """A link made at the desk that sets up a phone."""
    browser = hand.chromium.launch(executable_path=browser_path(), args=QUIET)
    page = browser.new_page()
    page.goto(f"{server.url}/office/sign-in")
    page.locator("input[name=person]").fill("mona")
    page.locator("input[name=password]").fill("tally-demo")
    page.get_by_test_id("sign-in").click()
    page.wait_for_url(lambda where: "sign-in" not in where)
    page.goto(f"{server.url}/office/devices")
    page.get_by_test_id("enrol").locator("select").select_option(person)
    page.get_by_test_id("enrol-make").click()
    link = page.get_by_test_id("enrol-address").input_value()
    browser.close()
    return link


def visit(page: Page, shoot: Shoot) -> None:
    """The brief and each card of a visit, as they are when somebody works in them."""
    to(page, "#/outlets")
    page.get_by_test_id(f"outlet-{SHOP}").click()
    page.get_by_test_id("start-unplanned").click()
    page.get_by_test_id("brief").wait_for()
    page.wait_for_timeout(500)
    shoot("visit-brief")
    page.locator("[data-testid^='presence-'] [data-value=present]").first.click()
    for card in CARDS:
        opened(page, card).evaluate("card => card.scrollIntoView({ behavior: 'instant' })")
        page.wait_for_timeout(200)
        shoot(f"visit-{card}")
    opened(page, "tally").locator("[data-testid^='count-'] input").first.click()
    page.get_by_test_id("pad").wait_for()
    shoot("visit-pad")
    page.get_by_test_id("pad").locator("[data-key=ok]").click()
    page.get_by_test_id("skip-visit").click()
    page.get_by_test_id("skip-reasons").wait_for()
    shoot("visit-skip")
    page.get_by_test_id("skip-reasons").get_by_role("button").last.click()
    page.get_by_test_id("rail").wait_for()
    opened(page, "displays").locator("[data-testid$='-before']").first.click()
    page.get_by_test_id("camera-shutter").wait_for()
    page.wait_for_timeout(1_500)
    shoot("camera")
    page.get_by_test_id("camera-close").click()
    to(page, "#/")


def enter(page: Page, pin: str) -> None:
    """Tap a PIN."""
    for digit in pin:
        page.get_by_test_id("pin-pad").locator(f"[data-key='{digit}']").click()


def at_the_door(page: Page, person: str, link: str, shoot: Shoot) -> None:
    """Locked after absence; signed out; a link that sets up the phone, and one that is worth nothing."""
    to(page, "#/me")
    page.get_by_test_id("pin-set").click()
    enter(page, PIN)
    enter(page, PIN)
    page.get_by_test_id("pin-clear").wait_for()
    page.evaluate(LONG_AWAY, person)
    page.reload()
    page.get_by_test_id("lock").wait_for()
    shoot("lock")
    enter(page, PIN)
    page.get_by_test_id("sign-out").click()
    shoot("sign-out")
    page.get_by_test_id("sign-out-sure").click()
    page.get_by_test_id("sign-in").wait_for()
    shoot("sign-in")
    to(page, f"#{link.partition('#')[2]}")
    page.get_by_test_id("enrol-begin").wait_for()
    shoot("enrol")
    to(page, "#/enrol/none")
    page.get_by_test_id("enrol-spent").wait_for()
    shoot("enrol-spent")


def board(pictures: list[Path], out: Path) -> None:
    """All pictures of one look on one sheet."""
    columns = 7
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (WIDTH + 12), rows * (HEIGHT + 12)), "#8a8a8a")
    for place, picture in enumerate(pictures):
        with Image.open(picture) as image:
            sheet.paste(image, ((place % columns) * (WIDTH + 12), (place // columns) * (HEIGHT + 12)))
    sheet.resize((sheet.width * 2 // 5, sheet.height * 2 // 5)).save(out, "JPEG", quality=62)


def overfull(page: Page) -> None:
    """A name without end, in the outlet next on the route: what too much looks like."""
    page.evaluate(
        """() => { for (const each of document.querySelectorAll('h1, h2, h3, .name > span:first-child, dd, li > span')) {
             if (each.children.length || each.textContent.length > 60) continue
             each.textContent = `${each.textContent} `.repeat(5) } }"""
    )


def photograph(phone: Phone, person: str, link: str, folder: Path, language: str, theme: str, state: str) -> None:
    """One look of one state, onto one sheet."""
    page = phone.sign_in(person)
    strip_says(page, "All sent")
    dress(page, language, theme)
    taken: list[Path] = []

    def shoot(name: str) -> None:
        if state == "overfull":
            overfull(page)
        taken.append(folder / f"{len(taken):02}-{name}.png")
        page.screenshot(path=taken[-1])

    strip = {"en": "All sent", "zh": "已全部发送"}[language]
    strip_says(page, strip)
    screens(page, shoot)
    if state != "empty":
        visit(page, shoot)
    at_the_door(page, person, link, shoot)
    board(taken, (KEPT if state == "full" else ELSE) / f"{state}-{language}-{theme}.jpg")
    phone.close()


def main() -> int:
    """Write the sheets; `python -m docs.storyboard en-light` writes only those of one look."""
    for each in (KEPT, ELSE):
        each.mkdir(parents=True, exist_ok=True)
    wanted = [each for each in LOOKS if len(sys.argv) < 2 or "-".join(each) in sys.argv[1:]]
    with tempfile.TemporaryDirectory(prefix="tallyround-storyboard-") as place, sync_playwright() as hand:
        folder = Path(place)
        (folder / "seeded").mkdir()
        os.environ["TALLYROUND_PMTILES"] = str(a_map_file(folder / "town.pmtiles"))
        seeded = seeded_store(folder / "seeded")
        for language, theme in wanted:
            for state, person in (("full", "amina"), ("empty", "nova"), ("overfull", "amina")):
                look = folder / f"{state}-{language}-{theme}"
                look.mkdir()
                with running(seeded, look / "served") as server:
                    if state == "empty":
                        server.flask(
                            "add-person", person, "--name", "Nova", "--role", "tallyman", "--password", "tally-demo"
                        )
                    photograph(
                        Phone(hand, look / "profile", server.url, flags=A_CAMERA, permissions=ALLOWED),
                        person,
                        link_for(hand, server, person),
                        look,
                        language,
                        theme,
                        state,
                    )
                print(f"{state}-{language}-{theme}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
