"""Several people on one phone: nobody sees, loses or sends another's work."""

import pytest

from tests.phone.hand import begin_next, databases, rate, stores_of, strip_says, to

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

    page.wait_for_timeout(1_000)
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
