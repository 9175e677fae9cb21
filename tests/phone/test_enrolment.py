"""The first day: a link from the desk, opened on a phone, leads to the first visit by two taps; a link is good once."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.phone.hand import SMALL_TARGETS, databases, keys_shown, scrolls_sideways, strip_says, to, until, violations
from tests.phone.thumb import Thumb

pytestmark = pytest.mark.browser

TWO_MINUTES_S = 120
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
OFFER_TO_INSTALL = """() => {
  const offer = new Event('beforeinstallprompt', { cancelable: true })
  offer.prompt = () => { window.asked = true; return Promise.resolve() }
  dispatchEvent(offer)
}"""


def make_link(rosa: Page, url: str, person: str) -> str:
    """A link made at the desk."""
    rosa.goto(f"{url}/office/devices")
    rosa.get_by_test_id("enrol").locator("select").select_option(person)
    rosa.get_by_test_id("enrol-make").click()
    expect(rosa.get_by_test_id("enrol-code")).to_be_visible()
    assert violations(rosa) == []
    return rosa.get_by_test_id("enrol-address").input_value()


def look(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert keys_shown(page) == []
    assert not scrolls_sideways(page)


def test_from_the_link_to_the_first_visit_it_is_two_taps(server, phone, desk, tmp_path, tell) -> None:
    link = make_link(desk(server.url, "rosa"), server.url, "amina")
    page = phone(link).open()
    thumb = Thumb(page, tmp_path)
    thumb.watch()
    began = time.monotonic()
    expect(page.get_by_test_id("enrol-name")).to_contain_text("Amina")
    look(page)

    thumb.tap("enrol-begin")
    page.get_by_test_id("next-outlet").wait_for()
    thumb.tap("start-visit")
    page.get_by_test_id("rail").wait_for()

    tell(f"first visit: {thumb.taps} taps, {thumb.typed} typed characters, {time.monotonic() - began:.0f} s")
    assert (thumb.taps, thumb.typed) == (2, 0)
    assert "enrol" not in page.evaluate("location.href")
    page.go_back()
    assert "enrol" not in page.evaluate("location.href")
    strip_says(page, "All sent")


def test_a_link_that_was_used_or_never_was_says_so_and_leaves_nothing_behind(server, phone, desk) -> None:
    link = make_link(desk(server.url, "rosa"), server.url, "amina")
    page = phone(link, "first").open()
    page.get_by_test_id("enrol-begin").click()
    page.get_by_test_id("today").wait_for()

    again = phone(link, "second").open()

    expect(again.get_by_test_id("enrol-spent")).to_have_attribute("data-why", "used")
    look(again)
    to(again, "#/enrol/nothing-like-a-link")
    again.reload()
    expect(again.get_by_test_id("enrol-spent")).to_have_attribute("data-why", "unknown")
    assert not {name for name in databases(again) if name.startswith("tallyround-")}
    again.get_by_test_id("enrol-sign-in").click()
    again.get_by_test_id("sign-in").wait_for()


def test_without_a_network_the_link_stays_good(server, phone, desk) -> None:
    link = make_link(desk(server.url, "rosa"), server.url, "amina")
    amina = phone(server.url)
    page = amina.open()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    amina.context.set_offline(True)
    to(page, re.sub(r"^.*#", "#", link))
    expect(page.get_by_test_id("enrol-spent")).to_have_attribute("data-why", "offline")

    amina.context.set_offline(False)
    page.get_by_test_id("enrol-again").click()
    page.get_by_test_id("enrol-begin").click()

    page.get_by_test_id("next-outlet").wait_for()


def test_who_has_no_password_chooses_one_on_the_phone(server, phone, desk) -> None:
    server.flask("add-person", "nova", "--name", "Nova", "--role", "tallyman", "--without-password")
    link = make_link(desk(server.url, "ada"), server.url, "nova")
    page = phone(link).open()
    begin = page.get_by_test_id("enrol-begin")
    expect(begin).to_be_disabled()
    page.get_by_test_id("enrol-password").fill("seven77")
    expect(begin).to_be_disabled()
    page.get_by_test_id("enrol-password").fill("eight888")
    look(page)

    begin.click()
    page.get_by_test_id("today").wait_for()

    other = phone(server.url, "other").open()
    other.get_by_test_id("sign-in-person").fill("nova")
    other.get_by_test_id("sign-in-password").fill("eight888")
    other.get_by_test_id("sign-in-submit").click()
    other.get_by_test_id("today").wait_for()


def test_a_phone_at_work_is_not_taken_over_by_a_link(server, phone, desk) -> None:
    link = make_link(desk(server.url, "rosa"), server.url, "amina")
    page = phone(server.url).sign_in("chen")

    to(page, re.sub(r"^.*#", "#", link))

    expect(page.get_by_test_id("enrol-other")).to_be_visible()
    assert databases(page) >= {"tallyround-chen"}
    assert "tallyround-amina" not in databases(page)


def test_how_to_install_is_said_once_by_the_means_of_the_phone(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    page.evaluate(OFFER_TO_INSTALL)
    page.get_by_test_id("install-do").wait_for()
    look(page)

    page.get_by_test_id("install-do").click()

    until(page, "window.asked === true")
    expect(page.get_by_test_id("install-hint")).to_have_count(0)
    page.reload()
    page.get_by_test_id("next-outlet").wait_for()
    page.evaluate(OFFER_TO_INSTALL)
    strip_says(page, "All sent")
    expect(page.get_by_test_id("install-hint")).to_have_count(0)
    to(page, "#/me")
    expect(page.get_by_test_id("me-install-do")).to_be_visible()


def test_an_iphone_is_told_in_its_own_words(server, phone) -> None:
    page = phone(server.url, user_agent=IPHONE).sign_in("amina")

    hint = page.get_by_test_id("install-hint")
    expect(hint).to_have_attribute("data-way", "ios")
    expect(hint).to_contain_text("Add to Home Screen")
    look(page)
    page.get_by_test_id("install-later").click()
    expect(hint).to_have_count(0)


def test_what_the_phone_allowed_stands_under_me(server, phone) -> None:
    page = phone(
        server.url, flags=("--use-fake-device-for-media-stream",), permissions=("geolocation", "camera")
    ).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()

    to(page, "#/me")

    expect(page.get_by_test_id("me-position")).to_have_attribute("data-state", "granted")
    expect(page.get_by_test_id("me-camera")).to_have_attribute("data-state", "granted")


def test_a_good_link_opened_after_a_bad_one_in_the_same_tab_is_looked_at_too(server, phone, desk) -> None:
    link = make_link(desk(server.url, "rosa"), server.url, "amina")
    page = phone(f"{server.url}/#/enrol/none").open()
    page.get_by_test_id("enrol-spent").wait_for()

    to(page, f"#{link.partition('#')[2]}")

    expect(page.get_by_test_id("enrol-name")).to_contain_text("Amina")
