"""Several people on one phone: nobody sees, loses or sends another's work."""

import pytest
from playwright.sync_api import expect

from tests.phone.hand import begin_next, databases, opened, rate, stores_of, strip_says, to

pytestmark = pytest.mark.browser


def sign_out(page) -> None:
    to(page, "#/me")
    page.get_by_test_id("sign-out").click()
    page.get_by_test_id("sign-out-sure").click()
    page.get_by_test_id("sign-in").wait_for()


def sign_in(page, person: str) -> None:
    page.get_by_test_id("sign-in-person").fill(person)
    page.get_by_test_id("sign-in-password").fill("tally-demo")
    page.get_by_test_id("sign-in-submit").click()
    page.get_by_test_id("today").wait_for()


def test_signing_out_with_everything_sent_leaves_nothing_behind(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    strip_says(page, "All sent")

    sign_out(page)

    page.wait_for_timeout(1_000)  # whatever might bring it back has had its time
    assert databases(page) == {"tallyround"}


def test_unsent_work_outlives_the_sign_out_and_goes_under_its_own_author(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    strip_says(page, "All sent")
    amina.context.set_offline(True)
    rate(page, 2)
    strip_says(page, "1 waiting")
    sign_out(page)
    amina.context.set_offline(False)

    sign_in(page, "bruno")
    page.get_by_test_id("next-outlet").wait_for()
    strip_says(page, "All sent")
    assert [each["n"] for each in stores_of(page, "amina")["outbox"]]
    assert stores_of(page, "bruno")["outbox"] == []
    sign_out(page)

    sign_in(page, "amina")
    strip_says(page, "All sent")
    assert {each["verdict"] for each in stores_of(page, "amina")["answered"]} == {"accepted"}


def test_a_wrong_password_leaves_no_database(server, phone) -> None:
    page = phone(server.url).open()
    page.get_by_test_id("sign-in-person").fill("amina")
    page.get_by_test_id("sign-in-password").fill("wrong")
    page.get_by_test_id("sign-in-submit").click()

    page.get_by_test_id("sign-in-wrong").wait_for()
    assert databases(page) <= {"tallyround"}


def test_a_colleagues_visit_is_read_and_never_corrected(server, phone) -> None:
    for scope in ("route:north-1", "visits:north-1:*"):
        server.flask("grant", "bruno", scope)
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    strip_says(page, "All sent")
    visit = begin_next(page)
    rate(page, 3)
    page.get_by_test_id("finish-visit").click()
    strip_says(page, "All sent")

    bruno = phone(server.url, "brunos").sign_in("bruno")
    bruno.get_by_test_id("next-outlet").wait_for()
    strip_says(bruno, "All sent")
    to(bruno, f"#/visit/{visit}")

    expect(bruno.get_by_test_id("colleagues-visit")).to_contain_text("Amina recorded this visit")
    chips = opened(bruno, "retailer").get_by_test_id("attitude-level")
    expect(chips.locator("[aria-pressed=true]")).to_have_attribute("data-value", "3")
    expect(chips.locator("[data-value='1']")).to_be_disabled()
    expect(bruno.get_by_test_id("finish-visit")).to_have_count(0)
    bruno.get_by_test_id("start-own").click()
    expect(bruno.get_by_test_id("finish-visit")).to_be_visible()
