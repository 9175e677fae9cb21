"""What the server refuses, forgets or does not know yet costs the tallyman nothing."""

import csv
import io
import sqlite3
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.phone.hand import (
    a_picture,
    begin_next,
    opened,
    photos_taken,
    rate,
    send_what_the_office_cannot_take,
    stores_of,
    strip_says,
    to,
)
from tests.running import running

pytestmark = pytest.mark.browser


def ledger(server) -> sqlite3.Connection:
    return sqlite3.connect(server.data / "tallyround.sqlite", timeout=20)


def test_what_the_office_cannot_take_waits_in_plain_words_until_it_is_repaired(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    sku = send_what_the_office_cannot_take(page, "amina")
    strip_says(page, "1 needs attention")

    to(page, "#/attention")
    expect(page.get_by_test_id("attention-item")).to_contain_text("outside of what is possible")
    page.get_by_test_id("repair").click()
    page.get_by_test_id("repair-on_shelf").locator("input").fill("12")
    page.get_by_test_id("repair-on_shelf").locator("input").press("Tab")
    page.get_by_test_id("repair-save").click()

    strip_says(page, "All sent")
    expect(page.get_by_test_id("attention-item")).to_have_count(0)
    with ledger(server) as rows:
        query = "SELECT fields FROM record WHERE kind = 'stock_count' AND id LIKE ? ORDER BY seq DESC"
        assert any('"on_shelf":12,' in fields for (fields,) in rows.execute(query, [f"%/{sku}"]))


def test_letting_go_can_be_undone(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    send_what_the_office_cannot_take(page, "amina")
    strip_says(page, "1 needs attention")
    to(page, "#/attention")

    page.get_by_test_id("let-go").click()
    expect(page.get_by_test_id("attention-item")).to_have_count(0)
    page.get_by_test_id("undo").click()

    expect(page.get_by_test_id("attention-item")).to_have_count(1)


def test_one_bad_change_holds_up_no_other(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    strip_says(page, "All sent")
    amina.context.set_offline(True)
    rate(page, 1)
    send_what_the_office_cannot_take(page, "amina")
    rate(page, 4)

    amina.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")

    strip_says(page, "1 needs attention")
    verdicts = [each["verdict"] for each in stores_of(page, "amina")["answered"]]
    assert verdicts.count("quarantined") == 1
    assert set(verdicts) == {"accepted", "quarantined"}


def test_an_ended_session_parks_the_work_and_signing_in_again_sends_it(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    strip_says(page, "All sent")
    device = page.evaluate(
        """new Promise((done) => { indexedDB.open('tallyround-amina').onsuccess = (event) => {
             const db = event.target.result
             db.transaction('meta').objectStore('meta').get('device').onsuccess = (got) => { db.close(); done(got.target.result) }
           } })"""
    )
    with ledger(server) as rows:
        rows.execute("DELETE FROM session WHERE device = ?", [device])

    rate(page, 2)
    strip_says(page, "1 waiting")
    strip_says(page, "sign in to send")
    to(page, "#/waits")
    page.get_by_test_id("sign-in-again").click()
    page.get_by_test_id("sign-in-password").fill("tally-demo")
    page.get_by_test_id("sign-in-submit").click()

    strip_says(page, "All sent")


def test_a_photo_arrives_small_upright_and_without_the_cameras_marks(server, phone, tmp_path: Path) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    amina.context.set_offline(True)
    page.get_by_test_id("visit-photo-storefront").set_input_files(a_picture(tmp_path))
    page.get_by_test_id("visit-photo").locator("img").wait_for()
    strip_says(page, "1 photo")

    amina.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")

    strip_says(page, "All sent")
    (kept,) = photos_taken(page, "amina")
    assert kept["state"] == "stored"
    assert "bytes" not in kept
    original = next((server.data / "photos/originals").rglob(kept["sha"])).read_bytes()
    picture = Image.open(io.BytesIO(original))
    assert len(original) <= 200_000
    assert max(picture.size) <= 1_600
    assert picture.height > picture.width
    assert not picture.getexif()


def test_a_photo_whose_answers_were_lost_goes_on_where_it_stood(server, phone, tmp_path: Path) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    lost = []

    def lose_the_answer(route) -> None:
        if route.request.method == "PATCH" and not lost:
            route.fetch()
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    amina.context.route("**/api/v1/photos/**", lose_the_answer)
    page.get_by_test_id("visit-photo-storefront").set_input_files(a_picture(tmp_path))
    page.get_by_test_id("visit-photo").locator("img").wait_for()
    while not lost:
        page.wait_for_timeout(200)

    page.evaluate("dispatchEvent(new Event('online'))")

    strip_says(page, "All sent")
    (kept,) = photos_taken(page, "amina")
    assert (kept["state"], kept["tries"]) == ("stored", 0)


def test_the_same_picture_on_two_records_is_two_photos_and_both_are_stored(server, phone, tmp_path: Path) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    picture = a_picture(tmp_path)
    page.get_by_test_id("visit-photo-storefront").set_input_files(picture)
    page.get_by_test_id("visit-photo").locator("img").wait_for()
    retailer = opened(page, "retailer").get_by_test_id("attitude-photo")
    retailer.locator("input").set_input_files(picture)
    retailer.locator("img").wait_for()

    strip_says(page, "All sent")
    one, other = photos_taken(page, "amina")
    assert one["of"] != other["of"]
    assert one["state"] == other["state"] == "stored"
    originals = [next((server.data / "photos/originals").rglob(each["sha"])) for each in (one, other)]
    assert len({Image.open(path).tobytes() for path in originals}) == 1


def test_a_kind_added_at_the_server_is_recorded_without_a_new_version_of_the_app(
    seeded: Path, tmp_path: Path, phone, desk
) -> None:
    with running(seeded, tmp_path / "grown", wsgi="tests.phone.grown:app") as server:
        page = phone(server.url).sign_in("amina")
        page.get_by_test_id("next-outlet").wait_for()
        visit = begin_next(page)
        cooler = opened(page, "more").get_by_test_id("kind-cooler_check")

        cooler.get_by_test_id("cooler_check-degrees").locator("input").fill("-4")
        cooler.get_by_test_id("cooler_check-degrees").locator("input").press("Tab")
        yes = cooler.get_by_test_id("cooler_check-door_closes").locator("[data-value=yes]")
        yes.click()
        expect(yes).to_have_attribute("aria-pressed", "true")

        strip_says(page, "All sent")
        at_desk = desk(server.url, "mona")
        at_desk.goto(f"{server.url}/office/records/cooler_check")
        with at_desk.expect_download() as waiting:
            at_desk.get_by_test_id("export-csv").click()
        (row,) = csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig")))
        assert (row["Visit"], row["Degrees"], row["Door closes"]) == (visit, "-4", "yes")
        (plain,) = csv.DictReader(io.StringIO(server.flask("records", "cooler_check")))
        assert (plain["id"], plain["degrees"]) == (f"{visit}/cooler_check", "-4")
