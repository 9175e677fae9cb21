"""`python -m docs.pictures`: runs the demo and takes the README's screenshots of phone and desk."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.running import HERE, QUIET, browser_path, running, seeded_store

FOLDER = Path(__file__).parent / "pictures"


def phone_pictures(browser: Browser, url: str) -> None:
    """The day, a visit, the same in Chinese and in the dark."""
    for name, language, scheme, person in (("phone", "en-GB", "light", "amina"), ("phone-zh", "zh-CN", "dark", "chen")):
        context = browser.new_context(
            viewport={"width": 360, "height": 800},
            device_scale_factor=2,
            locale=language,
            color_scheme=scheme,
            geolocation=HERE,
            permissions=["geolocation"],
        )
        page = context.new_page()
        page.goto(url)
        page.get_by_test_id(f"language-{language[:2]}").click()
        sign_in_on_the_phone(page, person)
        page.locator("[data-testid^='stop-outlet/']").first.wait_for()
        page.wait_for_timeout(1_000)
        shoot(page, f"{name}-today")
        page.locator("[data-testid^='stop-outlet/']").first.click()
        page.get_by_test_id("card-tally").wait_for()
        page.wait_for_timeout(1_000)
        shoot(page, f"{name}-visit")
        page.get_by_test_id("all-on-shelf").click()
        page.get_by_test_id("card-tally").evaluate("card => card.scrollIntoView()")
        page.wait_for_timeout(500)
        shoot(page, f"{name}-tally")
        context.close()


def sign_in_on_the_phone(page: Page, person: str) -> None:
    """Fill in the form and wait for the day."""
    page.get_by_test_id("sign-in-person").fill(person)
    page.get_by_test_id("sign-in-password").fill("tally-demo")
    page.get_by_test_id("sign-in-submit").click()
    page.get_by_test_id("today").wait_for()


def desk_pictures(browser: Browser, url: str) -> None:
    """Marketing's front page, a view with its figures, the wall of photos, a visit."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB").new_page()
    page.goto(f"{url}/office/sign-in")
    page.locator("input[name=person]").fill("mona")
    page.locator("input[name=password]").fill("tally-demo")
    page.get_by_test_id("sign-in").click()
    page.wait_for_load_state("networkidle")
    shoot(page, "desk-front")
    for name, path in (
        ("desk-distribution", "/marketing/distribution"),
        ("desk-out-of-stock", "/sales/out_of_stock"),
        ("desk-photos", "/photos"),
    ):
        page.goto(f"{url}/office{path}")
        page.wait_for_load_state("networkidle")
        shoot(page, name)


def shoot(page: Page, name: str) -> None:
    """Write one picture."""
    page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tallyround-pictures-") as folder:
        seeded = Path(folder) / "seeded"
        seeded.mkdir()
        with running(seeded_store(seeded), Path(folder) / "served") as server, sync_playwright() as hand:
            browser = hand.chromium.launch(executable_path=browser_path(), args=QUIET)
            phone_pictures(browser, server.url)
            desk_pictures(browser, server.url)
            browser.close()


if __name__ == "__main__":
    main()
