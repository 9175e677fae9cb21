"""What people do in the stories, in their own words."""

import io
import random
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

PATIENCE_MS = 30_000


def a_picture(folder: Path, name: str) -> Path:
    """A photo of a shelf such as a phone takes it: large, and unlike any other."""
    chance = random.Random(name)
    image = Image.new("RGB", (2400, 1800), (230, 226, 218))
    pen = ImageDraw.Draw(image)
    for _ in range(160):
        x, y = chance.randrange(2400), chance.randrange(1800)
        pen.rectangle((x, y, x + 140, y + 260), fill=tuple(chance.randrange(256) for _ in range(3)))
    exif = Image.Exif()
    exif[0x010F] = "Some Maker"
    path = folder / f"{name}.jpg"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92, exif=exif)
    path.write_bytes(out.getvalue())
    return path


def strip_says(page: Page, text: str) -> None:
    """Wait until the strip says something."""
    expect(page.get_by_test_id("strip")).to_contain_text(text, timeout=PATIENCE_MS)


def stops_of(page: Page) -> list[str]:
    """The outlets of today, in walking order."""
    page.get_by_test_id("today").wait_for()
    page.locator("[data-testid^='stop-outlet/']").first.wait_for()
    found = page.locator("[data-testid^='stop-outlet/']").all()
    return [str(each.get_attribute("data-testid")).removeprefix("stop-") for each in found]


def enter(page: Page, outlet: str) -> None:
    """Start, or go on with, the visit of a stop."""
    page.get_by_test_id(f"stop-{outlet}").click()
    page.get_by_test_id("visit").wait_for()
    page.locator("[data-testid^='card-']").first.wait_for()


def opened(page: Page, card: str) -> Locator:
    """A card of the visit, opened."""
    found = page.get_by_test_id(f"card-{card}")
    head = found.locator("button[aria-expanded]").first
    if head.get_attribute("aria-expanded") == "false":
        head.click()
    return found


def pick(place: Locator, value: str) -> None:
    """Answer by a chip."""
    chip = place.locator(f"button[data-value='{value}']").first
    if chip.get_attribute("aria-pressed") != "true":
        chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")


def check_displays(page: Page, pictures: list[Path]) -> int:
    """Answer every agreed display; photos of the first as long as there are pictures. How many photos were taken."""
    card = opened(page, "displays")
    displays = card.locator("section[data-testid^='display-']").all()
    for display in displays:
        pick(display.locator("[data-testid^='display-entry-']"), "partial")
        pick(display.locator("[data-testid^='display-exit-']"), "as_agreed")
    if not displays:
        return 0
    inputs = displays[0].locator("input[type=file]")
    for index, picture in enumerate(pictures[: inputs.count()]):
        inputs.nth(index).set_input_files(picture)
        expect(displays[0].locator("img")).to_have_count(index + 1, timeout=PATIENCE_MS)
    return min(len(pictures), inputs.count())


def tally(page: Page, out: int = 1, units: int = 0) -> None:
    """All on the shelf but `out` products; with `units`, count that many of the first product that is counted."""
    card = opened(page, "tally")
    card.get_by_test_id("all-on-shelf").click()
    rows = card.locator("[data-testid^='product-']")
    for index in range(out):
        pick(rows.nth(index).locator("[data-testid^='entry-']"), "out")
        pick(rows.nth(index).locator("[data-testid^='cause-']"), "late_delivery")
        pick(rows.nth(index).locator("[data-testid^='exit-']"), "out")
    if units:
        box = card.locator("[data-testid^='count-'] input").first
        box.fill(str(units))
        box.press("Tab")


def place_pop(page: Page) -> int:
    """Put up whatever is owed; how many items."""
    card = opened(page, "pop")
    items = card.locator("section[data-testid^='pop-']").all()
    for item in items:
        pick(item.locator("[data-testid^='pop-state-']"), "placed")
        pick(item.locator("[data-testid^='pop-spot-']"), "door")
    return len(items)


def rate_retailer(page: Page, level: int) -> None:
    """The attitude of the retailer, and a word of theirs."""
    card = opened(page, "retailer")
    pick(card.get_by_test_id("attitude-level"), str(level))


def finish(page: Page) -> None:
    """End the visit and go back to the day."""
    page.get_by_test_id("finish-visit").click()
    page.get_by_test_id("visit-finished").wait_for()
    page.get_by_test_id("nav-today").or_(page.get_by_test_id("to-today")).first.click()
    page.get_by_test_id("today").wait_for()
