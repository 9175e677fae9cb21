"""The desk's plans as they are drawn: nothing wider than the screen, nothing refused by the policy, no barrier."""

import pytest

from tests.office.test_in_a_browser import watched
from tests.phone.hand import violations

pytestmark = pytest.mark.browser
PAGES = (
    "plans",
    "plans?state=withdrawn",
    "plans/calendar",
    "plans/new",
    "plans/cool-days",
    "plans/cool-days/lines?stage=complete&short=1",
    "plans/school-kiosks?edit=1",
    "targets",
    "targets?period=month&route=route/north-1",
)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("person", ["mira", "sven"])
def test_every_page_fits_and_is_open_to_everybody(server, desk, width: int, person: str) -> None:
    page = desk(server.url, person)
    heard = watched(page)
    page.set_viewport_size({"width": width, "height": 900})

    for address in PAGES:
        if person == "sven" and "new" in address:
            continue
        page.goto(f"{server.url}/office/{address}")
        assert (address, page.evaluate("document.documentElement.scrollWidth") <= width) == (address, True)
        assert (address, violations(page)) == (address, [])

    assert heard == []


def test_the_form_counts_its_outlets_while_it_is_filled_in(server, desk) -> None:
    page = desk(server.url, "mira")
    heard = watched(page)
    page.goto(f"{server.url}/office/plans/new")

    page.locator("input[name=classes][value=A]").check()
    page.get_by_text("16 outlets are reached.").wait_for()
    page.locator("input[name=sold_at_least]").fill("100000")
    page.locator("input[name=sold_at_least]").press("Tab")
    page.get_by_text("0 outlets are reached.").wait_for()

    assert heard == []
