"""What was tapped is on the disk, whatever happens next."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.phone.hand import begin_next, opened, rate, stores_of, strip_says, to

pytestmark = pytest.mark.browser


def test_what_was_tapped_is_there_after_the_browser_was_killed(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    strip_says(page, "All sent")
    amina.context.set_offline(True)
    visit = begin_next(page)
    rate(page, 3)
    opened(page, "tally").get_by_test_id("all-on-shelf").click()
    page.get_by_test_id("undo-bar").wait_for()

    amina.kill()
    server.stop()
    page = amina.open()
    page.get_by_test_id("strip").wait_for()
    to(page, f"#/visit/{visit}")

    page.get_by_test_id("rail").wait_for()
    opened(page, "tally")
    expect(page.locator("[data-testid^='entry-'] [aria-pressed=true]")).to_have_count(12)
    opened(page, "retailer")
    expect(page.get_by_test_id("attitude-level").locator("[aria-pressed=true]")).to_have_attribute("data-value", "3")


def test_two_tabs_number_their_taps_without_a_gap_and_see_each_other(server, phone) -> None:
    amina = phone(server.url)
    one = amina.sign_in("amina")
    one.get_by_test_id("next-outlet").wait_for()
    visit = begin_next(one)
    two = amina.context.new_page()
    two.goto(f"{server.url}/#/visit/{visit}")
    two.get_by_test_id("rail").wait_for()

    for level in range(5):
        tab = (one, two)[level % 2]
        tab.bring_to_front()
        rate(tab, level)

    expect(two.get_by_test_id("card-retailer").locator("h2")).to_contain_text("Takes the lead")
    strip_says(one, "All sent")
    strip_says(two, "All sent")
    held = stores_of(one, "amina")
    numbers = sorted(each["n"] for each in (*held["outbox"], *held["answered"]))
    assert numbers == list(range(1, len(numbers) + 1))
    assert {each["verdict"] for each in held["answered"]} == {"accepted"}


def test_an_answer_from_another_tab_closes_no_card(server, phone) -> None:
    amina = phone(server.url)
    one = amina.sign_in("amina")
    one.get_by_test_id("next-outlet").wait_for()
    visit = begin_next(one)
    two = amina.context.new_page()
    two.goto(f"{server.url}/#/visit/{visit}")
    card = two.get_by_test_id("card-retailer")
    head = card.locator("h2 button")
    expect(head).to_have_attribute("aria-expanded", "true")

    rate(one, 2)

    expect(card.locator("[data-value='2']")).to_have_attribute("aria-pressed", "true")
    expect(head).to_have_attribute("aria-expanded", "true")


def test_a_full_phone_says_that_the_tap_was_not_saved(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    strip_says(page, "All sent")
    tools = amina.context.new_cdp_session(page)
    tools.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 1_000})

    refused = tap_until(page, lambda: page.get_by_test_id("not-saved").count() == 1)

    strip_says(page, "NOT SAVED")
    expect(refused).to_have_attribute("aria-pressed", "false")
    tools.send("Storage.overrideQuotaForOrigin", {"origin": server.url})
    saved = tap_until(page, lambda: page.get_by_test_id("not-saved").count() == 0)
    expect(saved).to_have_attribute("aria-pressed", "true")


def tap_until(page: Page, holds: Callable[[], bool]) -> Locator:
    """Tap one answer after the other until something shows; the browser learns of a full disk with delay."""
    levels = opened(page, "retailer").get_by_test_id("attitude-level").locator("[aria-pressed=false]")
    for _ in range(40):
        value = levels.first.get_attribute("data-value")
        levels.first.click()
        page.wait_for_timeout(1_000)
        if holds():
            return page.get_by_test_id("attitude-level").locator(f"[data-value='{value}']")
    raise AssertionError("the browser never learned of it")


def test_a_cleared_answer_comes_back_by_undo(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    rate(page, 2)
    chip = page.get_by_test_id("attitude-level").locator("[data-value='2']")

    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "false")
    page.get_by_test_id("undo").click()

    expect(chip).to_have_attribute("aria-pressed", "true")


def test_a_removed_sighting_comes_back_by_undo_and_was_never_retired(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    market = opened(page, "market")
    market.get_by_test_id("sighting-add").click()
    market.get_by_test_id("sighting-what").locator("[data-value=display]").click()
    market.get_by_test_id("sighting-done").click()

    market.get_by_test_id("sighting-remove").click()
    expect(market.get_by_test_id("sighting-remove")).to_have_count(0)
    page.get_by_test_id("undo").click()

    expect(market.get_by_test_id("sighting-remove")).to_have_count(1)
    held = stores_of(page, "amina")
    assert not any(op["op"] == "retire" for each in held["outbox"] for op in each["change"]["ops"])


def test_a_slip_for_money_survives_a_reload_and_is_booked_whole(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    opened(page, "spend").get_by_test_id("promo_spend-add").click()
    page.get_by_test_id("promo_spend-amount_minor").fill("12.50")
    page.get_by_test_id("promo_spend-amount_minor").press("Tab")
    expect(page.get_by_test_id("promo_spend-save")).to_be_enabled()

    page.reload()
    opened(page, "spend").get_by_test_id("promo_spend-add").click()
    expect(page.get_by_test_id("promo_spend-amount_minor")).to_have_value("12.50")
    page.get_by_test_id("promo_spend-save").click()

    expect(page.get_by_test_id("kind-promo_spend")).to_contain_text("12.50")
    strip_says(page, "All sent")
    assert {each["verdict"] for each in stores_of(page, "amina")["answered"]} == {"accepted"}
