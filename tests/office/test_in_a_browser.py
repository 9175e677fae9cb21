"""The desk in a real browser: scripts allowed by its own policy, keys, small screens."""

import pytest

pytestmark = pytest.mark.browser
VIEWS = ("marketing/distribution", "marketing/terminal_display", "sales/coverage", "sales/void_list")


def watched(page) -> list[str]:
    """What the browser complains about from now on: refused code, errors."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def test_why_opens_beside_the_figure_without_leaving_the_page(server, desk) -> None:
    page = desk(server.url, "mona")
    heard = watched(page)

    page.goto(f"{server.url}/office/sales/out_of_stock")
    page.get_by_test_id("why-oos_rate").click()
    page.get_by_test_id("why").wait_for()

    assert "÷" in page.get_by_test_id("why").inner_text()
    assert page.url.endswith("/office/sales/out_of_stock")
    assert page.evaluate("document.activeElement.id") == "why"
    assert heard == []


def test_tables_are_walked_by_keys(server, desk) -> None:
    page = desk(server.url, "sven")
    page.goto(f"{server.url}/office/sales/coverage")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("table tbody a").first

    assert first.evaluate("door => door === document.activeElement")
    page.keyboard.press("Enter")
    page.get_by_test_id("evidence").wait_for()


def test_photos_are_drawn_and_more_come_when_asked(server, desk) -> None:
    page = desk(server.url, "mira")
    heard = watched(page)
    page.goto(f"{server.url}/office/photos")
    before = page.get_by_test_id("photo").count()

    page.get_by_test_id("more-photos").click()
    page.locator("[data-testid=photo] >> nth=48").wait_for()

    assert page.get_by_test_id("photo").count() > before == 48
    assert page.locator("[data-testid=photo] img").first.evaluate("image => image.naturalWidth") > 0
    assert heard == []


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_scrolls_sideways_and_nothing_is_refused(server, desk, width: int) -> None:
    page = desk(server.url, "mona")
    heard = watched(page)
    page.set_viewport_size({"width": width, "height": 800})

    for address in ("", "photos", "attention", "devices", *VIEWS):
        page.goto(f"{server.url}/office/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    assert heard == []
