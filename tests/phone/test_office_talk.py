"""What goes to the office of its own accord and what comes back: reports, money, answers, one event seen by two."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.phone.hand import opened, stores_of, strip_says, to
from tests.phone.thumb import Thumb

pytestmark = pytest.mark.browser

SHOP = "outlet/bellwether-market"


def begin(page: Page) -> str:
    to(page, "#/outlets")
    page.get_by_test_id(f"outlet-{SHOP}").click()
    page.get_by_test_id("start-unplanned").click()
    page.get_by_test_id("rail").wait_for()
    return str(page.get_by_test_id("visit").get_attribute("data-visit"))


def chip(page: Page, group: str, value: str) -> None:
    found = page.get_by_test_id(group).locator(f"button[data-value='{value}']")
    found.click()
    expect(found).to_have_attribute("aria-pressed", "true")


def test_the_report_writes_itself_and_is_shared_as_text_and_picture(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    strip_says(page, "All sent")
    amina.context.grant_permissions(["geolocation", "clipboard-read", "clipboard-write"])
    amina.context.set_offline(True)
    begin(page)
    opened(page, "tally").get_by_test_id("all-on-shelf").click()
    chip(page, "attitude-level", "3")
    page.get_by_test_id("finish-visit").click()
    to(page, "#/reports")

    report = page.get_by_test_id("report")
    expect(report).to_contain_text("Visits made: 1")
    expect(report).to_contain_text("unplanned: 1")
    expect(report).to_contain_text("13 of 16 answers")
    page.get_by_test_id("report-remark").fill("The van was late.")
    page.get_by_test_id("report-remark").press("Tab")
    page.get_by_test_id("report-share-text").click()
    expect(page.get_by_test_id("report-told")).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Amina Quorr" in copied
    assert "Remark: The van was late." in copied
    page.get_by_test_id("report-share-picture").click()
    expect(page.get_by_test_id("report-picture")).to_have_js_property("naturalWidth", 1080)

    for period in ("week", "month"):
        chip(page, "report-period", period)
        expect(report).to_contain_text(period)
    amina.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    strip_says(page, "All sent")
    chip(page, "report-period", "day")
    expect(report).to_contain_text("On time: 100%")
    rows = [row for row in stores_of(page, "amina")["rows"] if row["id"].startswith("report/amina/day/")]
    assert [row["fields"]["remark"] for row in rows if "remark" in row["fields"]] == ["The van was late."]


def test_money_is_spent_from_its_line_and_what_is_left_is_known_without_signal(server, phone, tmp_path) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    strip_says(page, "All sent")
    amina.context.set_offline(True)
    to(page, "#/wallet")
    line = "budget_line/north-1-samples"
    expect(page.get_by_test_id(f"left-{line}")).to_have_text("€80.00 left")
    thumb = Thumb(page, tmp_path)
    begin(page)
    opened(page, "spend")
    thumb.tap("promo_spend-add")
    thumb.chip("promo_spend-what", "sample")
    thumb.number(page.get_by_test_id("promo_spend-amount_minor"), "1250")
    thumb.chip("promo_spend-budget_line", line)
    thumb.photo("promo_spend-photo", "receipt")
    thumb.tap("promo_spend-save")
    expect(page.get_by_test_id("promo_spend-take-back")).to_be_visible()

    to(page, "#/wallet")

    expect(page.get_by_test_id(f"left-{line}")).to_have_text("€67.50 left")
    mine = page.locator("[data-testid^='spend-']").first
    expect(mine).to_have_attribute("data-state", "waiting")
    expect(mine).to_contain_text("€12.50")
    expect(mine).not_to_contain_text("No photo")
    amina.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    strip_says(page, "All sent")


def test_what_the_office_decided_comes_back_to_who_reported_it(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    page.get_by_test_id("new-answers").click()

    first = page.locator("[data-testid^='answer-']").first
    expect(first).to_contain_text("Read by Mira Calloway-Zand")
    to(page, "#/")
    page.get_by_test_id("next-outlet").wait_for()
    page.get_by_test_id("news").wait_for()
    expect(page.get_by_test_id("new-answers")).to_have_count(0)


def test_a_sighting_of_what_a_colleague_saw_nearby_takes_six_taps(server, phone, tmp_path) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    begin(page)
    opened(page, "market")
    thumb = Thumb(page, tmp_path)

    thumb.tap("sighting-add")
    thumb.chip("sighting-brand", "competitor/grauwick")
    thumb.chip("sighting-what", "promo")
    same = page.locator("[data-testid^='sighting-same-']").first
    thumb.tap(same)
    expect(same).to_have_attribute("aria-pressed", "true")
    thumb.tap("sighting-done")

    assert thumb.taps <= 6
    strip_says(page, "All sent")
    told = [row for row in stores_of(page, "amina")["rows"] if row["kind"] == "competitor_sighting"]
    newest = max(told, key=lambda row: row["id"])
    assert newest["fields"]["same_as"]


def test_a_week_begins_on_monday(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    to(page, "#/reports")
    chip(page, "report-period", "week")
    monday = date.today() - timedelta(days=date.today().weekday())

    expect(page.get_by_test_id("report")).to_contain_text(re.compile(rf"week, {monday.day} "))


def test_a_question_is_asked_in_the_phones_language_and_answered_with_the_first_choices(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    to(page, "#/me")
    page.get_by_test_id("me-language").locator("[data-value=zh]").click()
    begin(page)
    cooler = opened(page, "more").get_by_test_id("asks-question/cooler")

    expect(cooler).to_contain_text("我们的冰柜开着吗？")
    yes = cooler.locator("button[data-value='yes']")
    expect(yes).to_have_text("开着")
    yes.click()

    expect(yes).to_have_attribute("aria-pressed", "true")
    kept = stores_of(page, "amina")
    ops = [op for each in (*kept["outbox"], *kept["answered"]) for op in each["change"]["ops"]]
    assert [op["fields"]["value"] for op in ops if op.get("kind") == "answer"] == ["yes"]
