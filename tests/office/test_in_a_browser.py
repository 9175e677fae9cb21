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


def test_photos_come_where_the_reader_is_and_by_keys(server, desk) -> None:
    page = desk(server.url, "mira")
    heard = watched(page)
    page.goto(f"{server.url}/office/photos")
    leaves = page.locator(".leaf")
    height = page.evaluate("document.documentElement.scrollHeight")

    leaves.last.scroll_into_view_if_needed()
    leaves.last.get_by_test_id("photo").first.wait_for()
    drawn = leaves.last.locator("img").first
    drawn.scroll_into_view_if_needed()
    drawn.evaluate("image => image.decode()")
    middle = leaves.nth(1)
    if middle.locator(".door").count():
        middle.locator(".door").focus()
    middle.get_by_test_id("photo").first.wait_for()

    assert leaves.count() >= 2
    assert page.get_by_test_id("photo").count() < 48 * 15
    assert abs(page.evaluate("document.documentElement.scrollHeight") - height) < 8_000  # the last leaf alone may grow
    assert middle.get_attribute("aria-label")
    assert heard == []


def test_photos_stay_on_their_leaf_at_every_width(server, desk) -> None:
    page = desk(server.url, "mira")
    for width in (360, 800, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for look in ("grid", "pairs", "time"):
            page.goto(f"{server.url}/office/photos?look={look}")
            leaf = page.locator(".leaf").first
            leaf.locator("img").first.wait_for()
            over = leaf.evaluate("leaf => leaf.scrollHeight - leaf.clientHeight")
            cut = leaf.evaluate(
                "leaf => Array.from(leaf.querySelectorAll('.photo')).filter(each => each.scrollHeight > each.clientHeight + 1).length"
            )
            assert (over <= 1, cut) == (True, 0), (width, look, over, cut)


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_scrolls_sideways_and_nothing_is_refused(server, desk, width: int) -> None:
    page = desk(server.url, "mona")
    heard = watched(page)
    page.set_viewport_size({"width": width, "height": 800})

    for address in ("", "photos", "attention", "devices", *VIEWS):
        page.goto(f"{server.url}/office/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    assert heard == []
