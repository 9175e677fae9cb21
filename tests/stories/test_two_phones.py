"""Two phones, one outlet, one reassigned route; and a change that waits while the rest goes through."""

import gzip
import json
from pathlib import Path

import pytest
import requests
from playwright.sync_api import expect

from tests.stories.acts import enter, finish, stops_of, strip_says, tally
from tests.stories.at_the_desk import rows_of

pytestmark = pytest.mark.browser


def test_a_route_is_reassigned_and_both_phones_keep_what_they_saw(server, phone, tmp_path: Path) -> None:
    aminas, brunos = phone(server.url, "amina"), phone(server.url, "bruno")
    page = aminas.sign_in("amina")
    strip_says(page, "All sent")
    outlet = stops_of(page)[0]
    aminas.context.set_offline(True)
    enter(page, outlet)
    tally(page, out=2)
    finish(page)

    for word in ("route:north-1", "visits:north-1:*"):
        server.flask("grant", "bruno", word)
        server.flask("revoke", "amina", word)
    at_brunos = brunos.sign_in("bruno")
    strip_says(at_brunos, "All sent")
    at_brunos.get_by_test_id("route-route/north-1").click()
    assert outlet in stops_of(at_brunos)
    enter(at_brunos, outlet)
    tally(at_brunos, out=0)
    finish(at_brunos)
    strip_says(at_brunos, "All sent")

    aminas.context.set_offline(False)
    page.reload()
    strip_says(page, "All sent")
    expect(page.get_by_test_id(f"stop-{outlet}")).to_have_count(0)

    token = server.flask("enrol", "bruno").strip()
    rows = everything(server.url, token)
    visits = [row for row in rows if row["kind"] == "visit" and row["fields"]["outlet"] == outlet]
    today = sorted(visits, key=lambda row: row["fields"]["started_at"])[-2:]
    counts = [
        [row["fields"]["state_on_exit"] for row in rows if row["id"].startswith(f"{visit['id']}/stock_count/")]
        for visit in today
    ]
    assert [states.count("out") for states in counts] == [2, 0]
    assert rows_of(server, "sales", "coverage")


def everything(url: str, token: str) -> list[dict]:
    """All rows that a new device is told."""
    have: dict[str, str] = {}
    rows: list[dict] = []
    while True:
        told = requests.post(
            f"{url}/api/v1/exchange",
            json={"request": 1, "have": have},
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        ).json()
        for part in told["scopes"]:
            have[part["id"]] = part["out"]
            rows += [row for row in part["rows"] if "fields" in row]
        if all(part["done"] for part in told["scopes"]):
            return rows


def test_a_refused_change_waits_under_needs_attention_while_the_rest_goes_through(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    strip_says(page, "All sent")
    outlet = stops_of(page)[0]
    spoil_the_first_count(page)

    enter(page, outlet)
    tally(page, out=0, units=17)
    finish(page)
    strip_says(page, "1 needs attention")

    page.get_by_test_id("strip").click()
    page.get_by_test_id("to-attention").or_(page.get_by_test_id("attention-list")).first.wait_for()
    if page.get_by_test_id("attention-list").count() == 0:
        page.get_by_test_id("to-attention").click()
    item = page.get_by_test_id("attention-item").first
    expect(item).to_contain_text("outside of what is possible")
    item.get_by_test_id("repair").click()
    form = page.get_by_test_id("repair-form")
    box = form.locator("input").first
    box.fill("17")
    box.press("Tab")
    page.get_by_test_id("repair-save").click()
    strip_says(page, "All sent")

    rows = everything(server.url, server.flask("enrol", "amina").strip())
    attention = [row for row in rows if row["kind"] == "attention"]
    assert [row["fields"]["state"] for row in attention] == ["repaired"]
    assert any(row["kind"] == "stock_count" and row["fields"].get("on_shelf") == 17 for row in rows)


def spoil_the_first_count(page) -> None:
    """On its way to the server, the first count becomes one that no shelf can hold: what an old, faulty app might send."""
    spoilt: list[str] = []

    def spoil(route) -> None:
        request = route.request
        raw = request.post_data_buffer or b""
        body = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
        for change in body.get("changes", []):
            for op in change["ops"]:
                if op.get("fields", {}).get("on_shelf") == 17 and (not spoilt or change["id"] in spoilt):
                    op["fields"]["on_shelf"] = 5_000_000
                    spoilt.append(change["id"])
        headers = {k: v for k, v in request.headers.items() if k not in ("content-encoding", "content-length")}
        route.continue_(post_data=json.dumps(body), headers=headers)

    page.context.route("**/api/v1/exchange", spoil)
