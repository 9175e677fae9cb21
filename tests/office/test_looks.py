"""Every page of the desk in a browser: nothing that axe minds, in both languages, in the light and in the dark."""

import pytest

from tests.phone.hand import violations

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "inbox",
    "inbox?pile=declined&to=2020-01-31",
    "photos",
    "photos?look=pairs",
    "photos?look=time",
    "budgets",
    "questions",
    "saved",
    "facts/terminal_display",
    "marketing/perfect_store",
    "sales/pop_funnel",
    "facts/distribution?find=cola",
    "facts/network",
    "facts/promotion_feedback",
    "marketing/funds",
    "facts/regional_sales",
    "marketing/price_ladder",
    "sales/attitude_ladder?from=2020-01-01&to=2020-01-31",
    "facts/tally/quality",
    "sales/tally/charts/trend",
)


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_axe_minds_nothing(server, desk, language: str, scheme: str) -> None:
    page = desk(server.url, "mona")
    page.emulate_media(color_scheme=scheme)
    page.get_by_test_id(f"language-{language}").click()
    page.goto(f"{server.url}/office/marketing/distribution")
    page.get_by_test_id("save").locator("summary").click()
    page.get_by_test_id("save-do").click()
    page.wait_for_url("**/office/saved")

    minded = {}
    for address in PAGES:
        page.goto(f"{server.url}/office/{address}")
        page.wait_for_load_state("networkidle")
        minded |= {address: wrong} if (wrong := violations(page)) else {}

    assert minded == {}
