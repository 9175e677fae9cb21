"""How it looks and reads: no barrier, no sideways scroll, no small target, no key on the screen."""

import pytest

from tests.phone.hand import SMALL_TARGETS, begin_next, keys_shown, opened, scrolls_sideways, to, violations

pytestmark = pytest.mark.browser

SCREENS = {
    "#/": "today",
    "#/outlets": "outlets",
    "#/waits": "waits",
    "#/attention": "attention",
    "#/me": "me",
    "#/hand-over": "hand-over",
    "#/new-outlet": "new-outlet",
    "#/bag": "bag",
    "#/reports": "reports",
    "#/wallet": "wallet",
    "#/answers": "answers",
    "#/plans": "plans",
}


def open_everything(page) -> None:
    for card in ("displays", "tally", "pop", "promotion", "market", "retailer", "spend", "more"):
        opened(page, card)
    page.locator("[data-testid^='more-']").first.click()
    page.locator("[data-testid^='entry-'] [data-value=out]").first.click()
    page.get_by_test_id("sighting-add").click()
    page.get_by_test_id("feedback-add").click()
    page.get_by_test_id("agreement-add").click()
    page.get_by_test_id("agreement-sign").click()
    page.get_by_test_id("signature-glass").wait_for()
    page.get_by_test_id("scan").click()
    page.get_by_test_id("scanner").wait_for()
    page.get_by_test_id("about-outlet").locator("summary").click()
    page.get_by_test_id("promo_spend-add").click()
    page.get_by_test_id("promo_spend-slip").wait_for()


def look(page, where: str) -> None:
    assert (where, violations(page)) == (where, [])
    assert (where, page.evaluate(SMALL_TARGETS)) == (where, [])
    assert (where, keys_shown(page)) == (where, [])
    assert not scrolls_sideways(page), where


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_screen_is_whole_in_every_theme_and_language(server, phone, theme: str, language: str) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    page.set_viewport_size({"width": 320, "height": 700})
    to(page, "#/me")
    page.get_by_test_id("me-theme").locator(f"[data-value={theme}]").click()
    page.get_by_test_id("me-language").locator(f"[data-value={language}]").click()

    for place, screen in SCREENS.items():
        to(page, place)
        page.get_by_test_id(screen).wait_for()
        look(page, place)
    to(page, "#/")
    page.get_by_test_id("reorder").click()
    page.get_by_test_id("news").wait_for()
    look(page, "reorder")
    begin_next(page)
    open_everything(page)
    look(page, "visit")
    page.get_by_test_id("promo_spend-amount_minor").click()
    page.get_by_test_id("pad").wait_for()
    look(page, "pad")
    page.get_by_test_id("pad").locator("[data-key=ok]").click()
    page.get_by_test_id("skip-visit").click()
    page.get_by_test_id("skip-reasons").wait_for()
    look(page, "skip")


def test_twice_the_text_size_still_fits(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    page.set_viewport_size({"width": 320, "height": 700})
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    for place, screen in SCREENS.items():
        to(page, place)
        page.get_by_test_id(screen).wait_for()
        assert not scrolls_sideways(page), place
    to(page, "#/")
    begin_next(page)
    open_everything(page)
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("width", [320, 360, 430])
def test_what_ends_a_visit_stands_in_one_row(server, phone, width: int) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    page.set_viewport_size({"width": width, "height": 800})
    begin_next(page)

    boxes = [page.get_by_test_id(name).bounding_box() for name in ("next-unanswered", "finish-visit", "leave-visit")]

    assert len({round(box["y"]) for box in boxes if box}) == 1
    assert all(box and box["height"] < 80 for box in boxes)
