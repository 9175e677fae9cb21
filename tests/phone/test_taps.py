"""The reference visits, tap by tap: how many it takes, and that nothing has to be typed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.phone.hand import stores_of, strip_says, to
from tests.phone.thumb import Thumb

pytestmark = pytest.mark.browser

SHOP = "outlet/bellwether-market"
"""A large shop with 12 must-stock products of which 5 are counted, 3 displays, 3 POP items, a promotion, a promoter."""
STAND = "pop_item/stand-crunzel"
IDA = "promoter/ida"
CAMERAS = {
    "the phone's own camera": {},
    "the camera in the page": {
        "flags": ("--use-fake-device-for-media-stream",),
        "permissions": ("geolocation", "camera"),
    },
}
BY_EITHER_CAMERA = pytest.mark.parametrize("camera", CAMERAS)


def products_of(page: Page) -> list[str]:
    rows = page.locator("[data-testid^='product-']").all()
    return [str(each.get_attribute("data-testid")).removeprefix("product-") for each in rows]


def displays_of(page: Page) -> list[str]:
    rows = page.locator("section[data-testid^='display-']").all()
    return [str(each.get_attribute("data-testid")).removeprefix("display-") for each in rows]


def begin(page: Page, thumb: Thumb) -> None:
    """The shop from the list of outlets: a tap more than from the day's route."""
    to(page, "#/outlets")
    thumb.tap(f"outlet-{SHOP}")
    thumb.tap("start-unplanned")
    page.get_by_test_id("rail").wait_for()
    assert len(products_of(page)) == 12
    assert len(displays_of(page)) == 3


def said(page: Page) -> list[dict]:
    """Everything that was recorded on this phone, in order."""
    kept = stores_of(page, "amina")
    changes = sorted([*kept["outbox"], *kept["answered"]], key=lambda each: each["n"])
    return [op for each in changes for op in each["change"]["ops"] if op["op"] == "set"]


def put_up(thumb: Thumb) -> None:
    """Two items found standing, one placed with a photo."""
    for item in ("pop_item/poster-summer", "pop_item/hanger-cola"):
        thumb.chip(f"pop-state-{item}", "standing")
    thumb.chip(f"pop-state-{STAND}", "placed")
    thumb.chip(f"pop-spot-{STAND}", "outside")
    thumb.photo(f"pop-photo-{STAND}", "proof")


def promoter(thumb: Thumb) -> None:
    thumb.chip(f"presence-{IDA}", "present")
    thumb.chip(f"stand_ok-{IDA}", "yes")
    thumb.number(thumb.page.get_by_test_id(f"units_sold-{IDA}").locator("input"), "18")


def counts(thumb: Thumb) -> None:
    """What the last count said is confirmed wherever it is offered."""
    for same in thumb.page.locator("[data-testid^='count-'][data-testid$='-same']").all()[::-1]:
        thumb.tap(same)
    expect(thumb.page.locator("[data-testid^='count-'][data-testid$='-same']")).to_have_count(0)


def counts_anew(thumb: Thumb) -> None:
    """What nobody counted last time is counted, on the pad."""
    for box in thumb.page.locator("[data-testid^='count-'] input").all():
        if box.input_value() == "":
            thumb.number(box, "6")


def end(page: Page, thumb: Thumb) -> None:
    page.get_by_test_id("pad").wait_for(state="detached")
    thumb.tap("finish-visit")
    page.get_by_test_id("visit-finished").wait_for()


def counted(name: str, thumb: Thumb, most: int) -> str:
    return f"{name}: {thumb.taps} taps (at most {most}), {thumb.photos} photos, {thumb.typed} characters typed"


@BY_EITHER_CAMERA
def test_a_clean_visit_takes_at_most_35_taps(server, phone, tmp_path, tell, camera: str) -> None:
    page = phone(server.url, **CAMERAS[camera]).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    thumb = Thumb(page, tmp_path)
    thumb.watch()
    begin(page, thumb)

    for display in displays_of(page):
        thumb.chip(f"display-entry-{display}", "as_agreed")
    thumb.photo(f"display-photo-{displays_of(page)[0]}", "after")
    refilled = products_of(page)[-1]
    thumb.chip(f"entry-{refilled}", "out")
    thumb.chip(f"cause-{refilled}", "back_room")
    thumb.chip(f"exit-{refilled}", "on_shelf")
    thumb.tap("all-on-shelf")
    counts(thumb)
    counts_anew(thumb)
    put_up(thumb)
    thumb.tap("promo-all-promo/cool-days-north")
    promoter(thumb)
    thumb.chip("attitude-level", "3")
    end(page, thumb)

    tell(counted(f"clean visit, {camera}", thumb, 35))
    expect(page.get_by_test_id("card-tally")).to_have_attribute("data-complete", "true")
    for card in ("displays", "tally", "pop", "promotion", "retailer"):
        expect(page.get_by_test_id(f"card-{card}")).to_have_attribute("data-complete", "true")
    assert thumb.taps <= 35
    assert (thumb.photos, thumb.typed) == (2, 0)


@BY_EITHER_CAMERA
def test_a_busy_visit_takes_at_most_70_taps(server, phone, tmp_path, tell, camera: str) -> None:
    page = phone(server.url, **CAMERAS[camera]).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    thumb = Thumb(page, tmp_path)
    thumb.watch()
    begin(page, thumb)

    first, *others = displays_of(page)
    thumb.chip(f"display-entry-{first}", "partial")
    thumb.photo(f"display-photo-{first}", "before")
    thumb.chip(f"display-exit-{first}", "as_agreed")
    thumb.photo(f"display-photo-{first}", "after")
    for display in others:
        thumb.chip(f"display-entry-{display}", "as_agreed")
    for place, product in enumerate(products_of(page)[-3:]):
        thumb.chip(f"entry-{product}", "out")
        thumb.chip(f"cause-{product}", "on_order" if place else "back_room")
        thumb.chip(f"exit-{product}", "out" if place else "on_shelf")
    thumb.tap("all-on-shelf")
    counts(thumb)
    put_up(thumb)
    thumb.tap("promo-all-promo/cool-days-north")
    thumb.chip("promo-tag-promo/cool-days-north", "missing")
    thumb.photo("promo-photo-promo/cool-days-north", "proof")
    promoter(thumb)
    sighting(thumb)
    thumb.chip("attitude-level", "2")
    remark(thumb)
    spend(thumb)
    end(page, thumb)

    tell(counted(f"busy visit, {camera}", thumb, 70))
    assert thumb.taps <= 70
    assert (thumb.photos, thumb.typed) == (6, 0)


def open_card(thumb: Thumb, card: str) -> None:
    head = thumb.page.get_by_test_id(f"card-{card}").locator("h2 button")
    if head.get_attribute("aria-expanded") == "false":
        thumb.tap(head)


def sighting(thumb: Thumb) -> None:
    open_card(thumb, "market")
    thumb.tap("sighting-add")
    thumb.chip("sighting-brand", "competitor/grauwick")
    thumb.chip("sighting-what", "display")
    thumb.photo("sighting-photo", "proof")
    thumb.tap("sighting-done")


def remark(thumb: Thumb) -> None:
    thumb.tap("feedback-add")
    thumb.chip("feedback-voice", "retailer")
    thumb.chip("feedback-theme", "delivery")
    thumb.tap("feedback-done")


def spend(thumb: Thumb) -> None:
    open_card(thumb, "spend")
    thumb.tap("promo_spend-add")
    thumb.chip("promo_spend-what", "display_fee")
    thumb.number(thumb.page.get_by_test_id("promo_spend-amount_minor"), "2500")
    thumb.photo("promo_spend-photo", "receipt")
    thumb.tap("promo_spend-save")


def test_a_confirmed_ghost_is_an_answer_of_its_own(server, phone, tmp_path) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    thumb = Thumb(page, tmp_path)
    begin(page, thumb)
    one, other = page.locator("[data-testid^='count-'][data-testid$='-same']").all()[:2]
    products = [str(each.get_attribute("data-testid"))[len("count-") : -len("-same")] for each in (one, other)]

    thumb.tap(page.get_by_test_id(f"count-{products[0]}-same"))
    page.get_by_test_id(f"count-{products[1]}").get_by_role("button", name=re.compile("^More")).click()
    expect(page.get_by_test_id(f"count-{products[0]}-same")).to_have_count(0)

    counts_made = {
        op["record"].partition("/stock_count/")[2]: op["fields"] for op in said(page) if "/stock_count/" in op["record"]
    }
    assert counts_made[products[0]]["confirmed"] is True
    assert "confirmed" not in counts_made[products[1]]
    assert counts_made[products[1]]["on_shelf"] > 1


EARLIER_VISITS = """([person, scope, outlet, want]) => new Promise((done, failed) => {
  indexedDB.open(`tallyround-${person}`).onsuccess = (event) => {
    const db = event.target.result
    const tx = db.transaction(['rows', 'meta', 'outbox'], 'readwrite')
    let own = 0
    tx.objectStore('rows').index('kind').openCursor('visit').onsuccess = ({ target: { result: at } }) => {
      if (at) { own += at.value.scope === scope && at.value.by === person ? 1 : 0; return at.continue() }
      tx.objectStore('meta').get('n').onsuccess = ({ target: { result: last } }) => {
        const missing = (want - 1 - (own % want) + want) % want, from = last ?? 0
        for (let each = 1; each <= missing; each++) {
          const id = `01a1000${each}-0000-7000-8000-000000000000`, now = Date.now() - 60_000 * (20 - each)
          const fields = { outlet, started_at: now, ended_at: now, outcome: 'done', planned: false }
          const change = { id: `01a1000${each}-0000-7000-8000-0000000000ff`, n: from + each, at: now, off: 0, after: [],
            ops: [{ op: 'set', record: id, kind: 'visit', scope, fields }] }
          tx.objectStore('outbox').add({ n: from + each, id: change.id, scopes: [scope], change })
        }
        tx.objectStore('meta').put(from + missing, 'n')
      }
    }
    tx.oncomplete = () => { db.close(); done() }
    tx.onabort = () => { db.close(); failed(tx.error) }
  }
})"""


def test_every_tenth_visit_asks_two_items_without_the_last_value(server, phone, tmp_path) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    strip_says(page, "All sent")
    scope = page.evaluate("'visits:north-1:' + new Date().toISOString().slice(0, 7)")
    page.evaluate(EARLIER_VISITS, ["amina", scope, "outlet/corner-lamp", 10])
    page.reload()
    page.get_by_test_id("next-outlet").wait_for()
    thumb = Thumb(page, tmp_path)
    begin(page, thumb)

    offered = (
        page.locator("[data-testid^='count-'][data-testid$='-same']").count()
        + page.locator("[data-testid^='display-entry-'] .ghost").count()
    )

    assert offered == 5 + 3 - 2
    for display in displays_of(page):
        thumb.chip(f"display-entry-{display}", "as_agreed")
    thumb.tap("all-on-shelf")
    page.get_by_test_id("undo-bar").wait_for()
    assert len({op["record"] for op in said(page) if op["fields"].get("blind")}) == 2
