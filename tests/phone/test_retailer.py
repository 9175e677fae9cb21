"""Good relations: promises that come back, agreements signed on the glass, complaints; and the POP in the bag."""

import pytest
from playwright.sync_api import Page, expect

from tests.phone.hand import opened, photos_taken, stores_of, strip_says, to

pytestmark = pytest.mark.browser

SHOP = "outlet/bellwether-market"
STAND = "pop_item/stand-crunzel"


def begin(page: Page) -> None:
    to(page, "#/outlets")
    page.get_by_test_id(f"outlet-{SHOP}").click()
    page.get_by_test_id("start-unplanned").click()
    page.get_by_test_id("rail").wait_for()


def finish(page: Page) -> None:
    page.get_by_test_id("finish-visit").click()
    page.get_by_test_id("visit-finished").wait_for()


def chip(page: Page, group: str, value: str) -> None:
    found = page.get_by_test_id(group).locator(f"button[data-value='{value}']")
    found.click()
    expect(found).to_have_attribute("aria-pressed", "true")


def test_a_promise_comes_back_in_the_brief_until_it_is_kept(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    strip_says(page, "All sent")
    amina.context.set_offline(True)
    begin(page)
    expect(page.get_by_test_id("brief-pop")).to_contain_text("Floor stand Crunzel")
    expect(page.get_by_test_id("brief-argument")).to_contain_text("Next argument")
    chip(page, "attitude-promise", "Will give a second place")
    page.get_by_test_id("attitude-due").locator("button").first.click()
    finish(page)

    begin(page)
    mine = page.locator("[data-testid^='promise-']").filter(has_text="Will give a second place").first
    expect(mine).to_contain_text("Promised by")
    mine.locator("button[data-value=not_yet]").click()
    expect(mine.locator("button[data-value=not_yet]")).to_have_attribute("aria-pressed", "true")
    finish(page)

    begin(page)
    again = page.locator("[data-testid^='promise-']").filter(has_text="Will give a second place").first
    again.locator("button[data-value=kept]").click()
    expect(again.locator("button[data-value=kept]")).to_have_attribute("aria-pressed", "true")
    finish(page)

    begin(page)
    page.get_by_test_id("brief").wait_for()
    expect(page.get_by_test_id("brief")).not_to_contain_text("Will give a second place")
    amina.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    strip_says(page, "All sent")
    assert {each["verdict"] for each in stores_of(page, "amina")["answered"]} == {"accepted"}


def test_an_agreement_is_signed_on_the_glass(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    begin(page)
    opened(page, "retailer")
    page.get_by_test_id("agreement-add").click()
    chip(page, "agreement-what", "space")
    page.get_by_test_id("agreement-sign").click()
    glass = page.get_by_test_id("signature-glass")
    glass.scroll_into_view_if_needed()
    expect(page.get_by_test_id("signature-keep")).to_be_disabled()

    box = glass.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 80, steps=6)
    page.mouse.up()
    page.get_by_test_id("signature-keep").click()

    expect(page.get_by_test_id("agreement-photo").locator("img")).to_have_count(1)
    page.get_by_test_id("agreement-done").click()
    strip_says(page, "All sent")
    kept = stores_of(page, "amina")
    (picture,) = photos_taken(page, "amina")
    rows = {row["id"]: row["fields"] for row in kept["rows"]}
    assert (rows[picture["of"]]["outlet"], rows[picture["of"]]["what"]) == (SHOP, "space")
    assert rows[picture["sha"]]["role"] == "signature"


def test_a_complaint_is_one(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    begin(page)
    opened(page, "retailer")
    page.get_by_test_id("feedback-add").click()
    chip(page, "feedback-voice", "retailer")
    chip(page, "feedback-theme", "delivery")
    chip(page, "feedback-complaint", "yes")
    page.get_by_test_id("feedback-done").click()

    expect(page.locator("[data-testid^='feedback-']").filter(has_text="Delivery").first).to_be_visible()


def test_the_bag_knows_what_came_what_was_put_up_and_what_went_back(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    count = page.get_by_test_id(f"bag-count-{STAND}")

    def move(direction: str, units: int) -> None:
        to(page, "#/bag")
        page.get_by_test_id(f"bag-{direction}-{STAND}").click()
        box = page.get_by_test_id("bag-units").locator("input")
        box.fill(str(units))
        box.press("Tab")
        page.get_by_test_id("bag-save").click()

    move("counted", 0)
    expect(count).to_have_text("0 in the bag")
    move("received", 12)
    expect(count).to_have_text("12 in the bag")
    begin(page)
    chip(page, f"pop-state-{STAND}", "placed")
    page.get_by_test_id("to-bag").click()
    expect(count).to_have_text("11 in the bag")
    move("returned", 4)
    expect(count).to_have_text("7 in the bag")
    strip_says(page, "All sent")
    page.reload()
    expect(count).to_have_text("7 in the bag")


def test_sell_out_is_what_stood_and_came_less_what_stands(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")

    def count(units: int) -> str:
        row = page.locator("[data-testid^='product-']").first
        product = str(row.get_attribute("data-testid")).removeprefix("product-")
        box = page.get_by_test_id(f"count-{product}").locator("input")
        box.fill(str(units))
        box.press("Tab")
        return product

    begin(page)
    count(20)
    finish(page)
    begin(page)
    product = count(15)
    page.get_by_test_id(f"more-{product}").click()
    box = page.get_by_test_id(f"received-{product}").locator("input")
    box.fill("12")
    box.press("Tab")
    expect(page.get_by_test_id(f"sell-out-{product}")).to_contain_text("Sold 17")

    count(9)
    expect(page.get_by_test_id(f"sell-out-{product}")).to_contain_text("Sold 23: 20 stood there, 12 came, 9 stand now")
