"""What people do at the desk in the stories."""

import csv
import io
import json

from playwright.sync_api import Page, expect


def figures_of(page: Page, url: str, department: str, view: str) -> dict[str, str]:
    """The headline figures of a view, as a person reads them."""
    page.goto(f"{url}/office/{department}/{view}")
    cards = page.locator("[data-testid^='figure-']").all()
    return {
        str(card.get_attribute("data-testid")).removeprefix("figure-"): card.get_by_test_id("value").inner_text()
        for card in cards
    }


def rows_of(server, department: str, view: str) -> list[dict[str, str]]:
    """The rows of a view as the command line prints them."""
    return list(csv.DictReader(io.StringIO(server.flask("view", department, view, "--format", "csv"))))


def answer_of(server, department: str, view: str) -> dict:
    """A view as JSON from the command line."""
    return json.loads(server.flask("view", department, view, "--format", "json"))


def download(page: Page, testid: str) -> bytes:
    """A file as the export button gives it."""
    with page.expect_download() as waiting:
        page.get_by_test_id(testid).click()
    with open(waiting.value.path(), "rb") as file:
        return file.read()


def open_visit(page: Page, url: str, outlet: str) -> None:
    """From an outlet to its newest visit."""
    page.goto(f"{url}/office/outlet/{outlet}")
    page.get_by_test_id("visits").locator("a").first.click()
    page.locator("[data-testid^='card-']").first.wait_for()


def sees_a_photo(page: Page) -> None:
    """Wait until a photo is really drawn."""
    photo = page.get_by_test_id("photo").first
    expect(photo).to_be_visible()
    page.wait_for_timeout(500)
    image = photo.locator("img").or_(photo.locator("xpath=self::img")).first
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0
