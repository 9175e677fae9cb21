"""A promotion from the desk to the shelf and back: published, owed, recorded, in the funnel, disputed and put right.

That a sighting answered at the desk is seen on the reporter's phone is in tests/phone/test_office_talk.py.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.phone.hand import (
    SMALL_TARGETS,
    a_picture,
    keys_shown,
    opened,
    scrolls_sideways,
    stores_of,
    strip_says,
    to,
    violations,
)
from tests.stories.acts import pick

pytestmark = pytest.mark.browser

SHOP = "outlet/bellwether-market"
NAME = "Lanterns with every six"
COOL = "plan-plan/cool-days"


def day(ahead: int) -> str:
    return (date.today() + timedelta(days=ahead)).isoformat()


def draft(page: Page, url: str, picture: Path) -> str:
    """Fill the form in as marketing does; the plan's name in addresses."""
    page.goto(f"{url}/office/plans")
    page.get_by_test_id("new-plan").click()
    page.locator("input[name=name]").fill(NAME)
    page.locator("input[name=from_on]").fill(day(-1))
    page.locator("input[name=until_on]").fill(day(20))
    page.locator("textarea[name=note]").fill("The lantern hangs above the cola.")
    page.locator("input[name=budget]").fill("250.00")
    page.locator("textarea[name=outlets]").fill(SHOP.removeprefix("outlet/"))
    page.locator("textarea[name=outlets]").press("Tab")
    expect(page.get_by_test_id("reach")).to_contain_text("1 outlet is reached.")
    page.locator("select[name=sku]").select_option("product/zimbolo-cola-330")
    for element in ("price", "tag"):
        page.locator(f"input[name=elements][value={element}]").check()
    page.locator("textarea[name=card]").fill("Six bottles, one lantern.")
    page.locator("input[name=question0]").fill("How many for a lantern?")
    page.locator("input[name=answer0_0]").fill("Four")
    page.locator("input[name=answer0_1]").fill("Six")
    page.locator("input[name=right0][value='1']").check()
    page.get_by_test_id("save-plan").click()
    page.get_by_test_id("edit-plan").wait_for()
    page.get_by_test_id("photo-file").set_input_files(picture)
    page.get_by_test_id("send-photo").click()
    expect(page.get_by_test_id("plan-photo").locator("img")).to_have_js_property("complete", True)
    return page.url.rpartition("/")[2].partition("?")[0]


def funnel(page: Page) -> list[str]:
    return [each.inner_text().split()[0] for each in page.get_by_test_id("funnel").first.locator("li .is").all()]


def visit(page: Page, promo: str, *, tag: str) -> None:
    """Look at the promotion in the shop and go."""
    to(page, "#/outlets")
    page.get_by_test_id(f"outlet-{SHOP}").click()
    page.get_by_test_id("start-unplanned").click()
    page.get_by_test_id("rail").wait_for()
    card = opened(page, "promotion")
    pick(card.get_by_test_id(f"promo-price-{promo}"), "ok")
    pick(card.get_by_test_id(f"promo-tag-{promo}"), tag)
    page.get_by_test_id("finish-visit").click()
    page.get_by_test_id("visit-finished").wait_for()
    strip_says(page, "All sent")
    to(page, "#/")


def test_a_promotion_from_the_desk_to_the_shelf_and_back(server, desk, phone, tmp_path) -> None:
    mira = desk(server.url, "mira")
    amina = phone(server.url).sign_in("amina")
    strip_says(amina, "All sent")

    tail = draft(mira, server.url, a_picture(tmp_path))
    mira.get_by_test_id("act-approve").click()
    expect(mira.get_by_test_id("state").first).to_have_text("approved")
    amina.evaluate("dispatchEvent(new Event('online'))")
    strip_says(amina, "All sent")
    assert NAME not in json.dumps(stores_of(amina, "amina"))
    mira.get_by_test_id("act-release").click()
    expect(mira.get_by_test_id("state").first).to_have_text("running")
    assert funnel(mira) == ["1", "0", "0", "0"]

    promo = f"promo/{tail}-north"
    amina.evaluate("dispatchEvent(new Event('online'))")
    expect(amina.get_by_test_id("new-plans")).to_be_visible()
    amina.get_by_test_id("new-plans").click()
    mine = amina.get_by_test_id(f"plan-plan/{tail}")
    mine.locator("h2 button").click()
    expect(mine.get_by_test_id("plan-learn")).to_have_text("Six bottles, one lantern.")
    expect(mine.get_by_test_id("plan-picture")).to_be_visible()
    mine.get_by_test_id("quiz-0-1").click()
    expect(mine.get_by_test_id("quiz-passed")).to_be_visible()
    mine.get_by_test_id("plan-ask").fill("Inside or outside?")
    mine.get_by_test_id("plan-ask-send").click()
    expect(mine.get_by_test_id("plan-thread")).to_contain_text("Inside or outside?")
    visit(amina, promo, tag="missing")

    mira.reload()
    assert funnel(mira) == ["1", "0", "1", "0"]
    heard = mira.get_by_test_id("heard-territory/north")
    expect(heard.get_by_test_id("passed")).to_have_text("1 of 3")
    mira.get_by_test_id("short-complete").click()
    expect(mira.get_by_test_id("line")).to_contain_text("price tag")
    mira.go_back()
    asked = mira.get_by_test_id("question")
    asked.locator("textarea").fill("Inside, above the cola.")
    asked.get_by_test_id("answer-question").click()
    expect(mira.get_by_test_id("answer")).to_contain_text("Inside, above the cola.")

    server.flask("reconcile")
    sven = desk(server.url, "sven")
    sven.goto(f"{server.url}/office/balance?rule=promo_without_element")
    sven.get_by_test_id("disagreement").filter(has_text=NAME).locator("a").click()
    expect(sven.get_by_test_id("claims")).to_contain_text("price tag")
    expect(sven.get_by_test_id("state")).to_have_text("open")

    amina.evaluate("dispatchEvent(new Event('online'))")
    to(amina, "#/plans")
    mine.locator("h2 button").click()
    expect(mine.get_by_test_id("plan-thread")).to_contain_text("Inside, above the cola.")
    visit(amina, promo, tag="ok")
    server.flask("reconcile")
    mira.reload()
    assert funnel(mira) == ["1", "0", "1", "1"]
    sven.reload()
    expect(sven.get_by_test_id("state")).to_have_text("closed")


def test_a_representative_passes_and_acknowledges_and_the_desk_sees_it(server, desk, phone) -> None:
    ravi = phone(server.url)
    page = ravi.sign_in("ravi")
    strip_says(page, "All sent")
    to(page, "#/plans")
    cool = page.get_by_test_id(COOL)
    ravi.context.set_offline(True)
    cool.locator("h2 button").click()
    expect(cool.get_by_test_id("plan-acknowledge")).to_be_disabled()
    for place, wrong in enumerate((0, 0, 1)):
        cool.get_by_test_id(f"quiz-{place}-{wrong}").click()
    cool.get_by_test_id("quiz-again").click()
    for place, right in enumerate((1, 1, 0)):
        cool.get_by_test_id(f"quiz-{place}-{right}").click()
    expect(cool.get_by_test_id("quiz-passed")).to_be_visible()
    cool.get_by_test_id("plan-acknowledge").click()
    expect(cool).to_have_attribute("data-state", "acknowledged")
    ravi.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    strip_says(page, "All sent")

    mira = desk(server.url, "mira")
    mira.goto(f"{server.url}/office/plans/cool-days")
    south = mira.get_by_test_id("heard-territory/south")
    expect(south.get_by_test_id("read")).to_have_text("2 of 3")
    expect(south.get_by_test_id("acknowledged")).to_contain_text("Ravi Ostrander-Pell")
    assert violations(mira) == []


@pytest.mark.parametrize(("language", "theme"), [("en", "sun"), ("zh", "dark")])
def test_the_plans_on_a_phone_are_whole_and_fit(server, phone, language: str, theme: str) -> None:
    page = phone(server.url).sign_in("rosa")
    strip_says(page, "All sent")
    page.set_viewport_size({"width": 320, "height": 700})
    to(page, "#/me")
    page.get_by_test_id("me-theme").locator(f"[data-value={theme}]").click()
    page.get_by_test_id("me-language").locator(f"[data-value={language}]").click()
    to(page, "#/plans")
    page.get_by_test_id(COOL).locator("h2 button").click()
    page.get_by_test_id("plan-quiz").wait_for()

    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert keys_shown(page) == []
    assert not scrolls_sideways(page)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not scrolls_sideways(page)
