"""The round: what is new on it, walked in an order of one's own, with shops nobody knew and shops that are gone."""

import re

import pytest
from playwright.sync_api import expect

from tests.phone.hand import stores_of, strip_says, to
from tests.running import HERE

pytestmark = pytest.mark.browser


def stops(page) -> list[str]:
    rows = page.locator("[data-testid^='stop-outlet/']").all()
    return [str(each.get_attribute("data-testid")).removeprefix("stop-") for each in rows]


def outlet_of(page, person: str, outlet: str) -> dict:
    kept = stores_of(page, person)
    fields: dict = {}
    for each in sorted([*kept["answered"], *kept["outbox"]], key=lambda each: each["n"]):
        for op in each["change"]["ops"]:
            if op["record"] == outlet:
                fields |= op["fields"]
    return fields


def test_the_day_says_what_is_new_and_whose_round_is_covered(server, phone) -> None:
    for scope in ("route:north-2", "visits:north-2:*"):
        server.flask("grant", "amina", scope)
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")

    news = page.get_by_test_id("news")

    expect(news.get_by_test_id("news-cover")).to_contain_text("Marrowick North 2")
    expect(news.get_by_test_id("news-plan").first).to_contain_text("Floor stand Crunzel: owed at")


def test_an_order_for_today_stays_and_can_be_given_up(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    strip_says(page, "All sent")
    planned = stops(page)
    assert len(planned) > 3
    page.get_by_test_id("reorder").click()

    page.get_by_test_id(f"later-{planned[0]}").click()
    page.get_by_test_id(f"earlier-{planned[3]}").click()
    expect(page.locator("[data-testid^='stop-outlet/']").nth(2)).to_have_attribute("data-testid", f"stop-{planned[3]}")
    wanted = [planned[1], planned[0], planned[3], planned[2], *planned[4:]]

    page.reload()
    expect(page.locator("[data-testid^='stop-outlet/']").first).to_have_attribute("data-testid", f"stop-{planned[1]}")
    assert stops(page) == wanted
    page.get_by_test_id("reorder").click()
    page.get_by_test_id("order-reset").click()
    expect(page.locator("[data-testid^='stop-outlet/']").first).to_have_attribute("data-testid", f"stop-{planned[0]}")


def test_a_new_outlet_is_warned_of_added_and_visited_without_signal(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    strip_says(page, "All sent")
    amina.context.set_offline(True)
    to(page, "#/new-outlet")
    expect(page.get_by_test_id("new-outlet-pin")).to_have_attribute("data-found", "true")

    page.get_by_test_id("new-outlet-name").fill("Bellwether Markt")
    page.get_by_text("Phone and address").click()
    page.get_by_test_id("new-outlet-phone").fill("00 5550 1001")
    expect(page.get_by_test_id("like-outlet/bellwether-market")).to_contain_text("same phone number")

    page.get_by_test_id("new-outlet-name").fill("Gherkin Gate")
    page.get_by_test_id("new-outlet-phone").fill("")
    page.get_by_test_id("new-outlet-class").locator("[data-value=B]").click()
    page.get_by_test_id("new-outlet-save").click()
    expect(page.get_by_test_id("visit-outlet")).to_have_text("Gherkin Gate")
    expect(page.locator("[data-testid^='product-']")).to_have_count(10)

    amina.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    strip_says(page, "All sent")
    made = stores_of(page, "amina")
    assert {each["verdict"] for each in made["answered"]} == {"accepted"}
    (row,) = [row for row in made["rows"] if row["fields"].get("name") == "Gherkin Gate"]
    assert row["fields"]["position"]["lat_e6"] == round(HERE["latitude"] * 1e6)


def test_the_nearest_outlets_come_first_and_the_way_is_the_phones_own(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    expect(page.get_by_test_id("navigate")).to_have_attribute("href", re.compile("^geo:55"))
    to(page, "#/outlets")

    rows = page.locator("li.outlet")
    expect(rows.first).to_contain_text("from here")
    metres = [float(each.inner_text().rpartition("·")[2].split()[0]) for each in rows.all()]

    assert metres == sorted(metres)


def test_closed_moved_and_a_wrong_pin_take_a_tap_or_two_and_can_be_taken_back(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    outlet = stops(page)[0]
    page.get_by_test_id(f"stop-{outlet}").click()
    page.get_by_test_id("rail").wait_for()
    page.get_by_test_id("about-outlet").locator("summary").click()

    page.get_by_test_id("outlet-moved").click()
    expect(page.get_by_test_id("outlet-trouble")).to_contain_text("where you stand")
    assert outlet_of(page, "amina", outlet)["position"]["lat_e6"] == round(HERE["latitude"] * 1e6)
    page.get_by_test_id("outlet-closed").click()
    expect(page.get_by_test_id("outlet-closed")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("outlet-closed")).to_have_attribute("aria-pressed", "false")

    page.get_by_test_id("skip-visit").click()
    page.get_by_test_id("skip-closed_for_good").click()
    page.get_by_test_id("today").wait_for()
    strip_says(page, "All sent")
    assert outlet_of(page, "amina", outlet)["status"] == "closed"
