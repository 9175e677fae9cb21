"""Charts in a real browser: drawn under the desk's own policy, on the page and part by part when asked for."""

import pytest

from tests.office.test_in_a_browser import watched

pytestmark = pytest.mark.browser


def drawn(page, name: str) -> None:
    page.locator(f"[data-testid=chart-{name}] .vega[data-drawn=done] canvas").first.wait_for()


def test_charts_are_drawn_and_nothing_is_refused(server, desk) -> None:
    page = desk(server.url, "mona")
    heard = watched(page)

    for address, names in (
        ("facts/distribution", ("trend",)),
        ("sales/pop_funnel", ("funnel", "survival", "trend")),
        ("sales/attitude_ladder", ("ladder",)),
        ("marketing/price_ladder", ("rungs",)),
        ("facts/network", ("map",)),
        ("facts/competitors", ("spread",)),
    ):
        page.goto(f"{server.url}/office/{address}")
        for name in names:
            drawn(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440

    assert heard == []


def test_the_parts_come_when_somebody_asks(server, desk) -> None:
    page = desk(server.url, "sven")
    page.goto(f"{server.url}/office/facts/distribution")

    assert page.get_by_test_id("chart-parts").count() == 0
    page.get_by_test_id("ask-parts").locator("summary").first.click()

    drawn(page, "parts")


def test_a_chart_says_in_a_table_what_it_shows(server, desk) -> None:
    page = desk(server.url, "mira")
    page.goto(f"{server.url}/office/sales/pop_funnel")
    drawn(page, "funnel")

    figure = page.get_by_test_id("chart-funnel")
    figure.locator("summary").click()

    assert "Planned" in figure.locator("table").inner_text()
    assert figure.locator(".vega").get_attribute("aria-label")
