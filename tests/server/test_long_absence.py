"""What a phone meets that comes back after weeks: months that opened and closed, a route that changed, newer kinds."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from server.ledger import the_ledger
from sync.fields import Integer, Words
from sync.kind import Catalogue
from sync.kinds import CATALOGUE
from tests.cast import AMINA, AMINAS_PHONE, COLA, DAY, KIOSK, NOW, ROSA, visit_id
from tests.given import OFFICE, Clock, Phone, a_set, company, known, phone, record

NOVEMBER, OCTOBER, DECEMBER, JANUARY = (f"visits:n1:{month}" for month in ("2026-11", "2026-10", "2026-12", "2027-01"))
AWNING = Integer(name="awning_cm", min=0, max=9_999, title=Words("Awning", "遮阳篷"))


def visited(who: Phone, number: int, scope: str, at: int) -> dict:
    """A visit with one count, made at a moment."""
    visit = visit_id(number)
    count = a_set(f"{visit}/stock_count/{COLA}", "stock_count", scope, outlet=KIOSK, sku=COLA, on_shelf=number)
    return who.change(a_set(visit, "visit", scope, outlet=KIOSK, started_at=at), count, at=at)


def visits_told(told: dict) -> set[str]:
    """The scopes of visits that an answer has pages of."""
    return {part["id"] for part in told["scopes"] if part["id"].startswith("visits:")}


def test_a_month_opens_by_itself_and_the_one_before_the_last_is_let_go(app: Flask, clock: Clock) -> None:
    amina = phone(app, AMINA, AMINAS_PHONE)
    assert visits_told(amina.exchange()) == {NOVEMBER, OCTOBER}

    clock.now += 10 * DAY
    told = amina.exchange()

    assert visits_told(told) == {DECEMBER}
    assert told["drop"] == [OCTOBER]


def test_work_of_a_closed_month_that_was_never_sent_is_taken_months_later(app: Flask, clock: Clock) -> None:
    amina = phone(app, AMINA, AMINAS_PHONE)
    amina.exchange()
    of_november = visited(amina, 1, NOVEMBER, NOW)

    clock.now += 70 * DAY
    told = amina.exchange(of_november)

    assert [each["verdict"] for each in told["verdicts"]] == ["accepted"]
    assert record(app, visit_id(1)).scope == NOVEMBER
    assert set(told["drop"]) == {NOVEMBER, OCTOBER}
    assert visits_told(told) == {JANUARY, "visits:n1:2027-02"}


def test_an_outlet_that_moved_meanwhile_leaves_the_one_route_and_takes_the_edit_made_on_it(
    app: Flask, clock: Clock
) -> None:
    known(app, "outlet", KIOSK, "route:n1", name="Kiosk")
    amina, rosa = phone(app, AMINA, AMINAS_PHONE), phone(app, ROSA, "70000000-0000-4000-8000-000000000009")
    amina.exchange()
    rosa.exchange()
    edit = rosa.change(a_set(KIOSK, "outlet", "route:n1", city="Delft"))
    with app.app_context():
        the_ledger().write(OFFICE, [{"op": "move", "record": KIOSK, "scope": "route:n2"}])
    clock.now += DAY
    told = rosa.exchange(edit)

    assert told["verdicts"][0]["at"][KIOSK][0] == "route:n2"
    assert record(app, KIOSK).fields == {"name": "Kiosk", "city": "Delft"}
    amina.exchange()
    assert amina.rows[KIOSK].get("gone") is True
    assert told["drop"] == []


@pytest.fixture
def grown(make_app: Callable[..., Flask], tmp_path: Path) -> Callable[[], Flask]:
    """A maker of the same installation on a release whose outlets have one field more."""
    kinds = tuple(replace(kind, fields=(*kind.fields, AWNING)) if kind.name == "outlet" else kind for kind in CATALOGUE)
    return lambda: make_app(data=tmp_path / "one", catalogue=Catalogue(CATALOGUE.version + 1, kinds))


def test_a_phone_that_was_away_for_six_weeks_with_older_kinds_exchanges_fully(
    make_app: Callable[..., Flask], grown: Callable[[], Flask], tmp_path: Path, clock: Clock
) -> None:
    before = make_app(data=tmp_path / "one")
    company(before)
    known(before, "outlet", KIOSK, "route:n1", name="Kiosk")
    amina = phone(before, AMINA, AMINAS_PHONE)
    amina.exchange(kinds=CATALOGUE.version)
    made = [visited(amina, number, NOVEMBER, NOW + number * DAY) for number in range(1, 4)]
    base = f"e1.{amina.rows[KIOSK]['rev']}"
    made.append(amina.change(a_set(KIOSK, "outlet", "route:n1", base=base, city="Delft"), at=NOW + 5 * DAY))

    after = grown()
    known(after, "outlet", KIOSK, "route:n1", awning_cm=250)
    clock.now += 42 * DAY
    amina.client = after.test_client()
    told = amina.exchange(*made, kinds=CATALOGUE.version)

    assert [each["verdict"] for each in told["verdicts"]] == ["accepted"] * 4
    assert record(after, KIOSK).fields == {"name": "Kiosk", "city": "Delft", "awning_cm": 250}
    assert amina.rows[KIOSK]["fields"]["awning_cm"] == 250
    base = f"e1.{amina.rows[KIOSK]['rev']}"
    again = amina.change(a_set(KIOSK, "outlet", "route:n1", base=base, name="The Kiosk"), at=clock.now)
    assert amina.exchange(again, kinds=CATALOGUE.version)["verdicts"][0]["verdict"] == "accepted"
    assert record(after, KIOSK).fields == {"name": "The Kiosk", "city": "Delft", "awning_cm": 250}


def test_a_phone_newer_than_the_server_is_asked_to_wait_and_loses_nothing(app: Flask) -> None:
    amina = phone(app, AMINA, AMINAS_PHONE)
    change = visited(amina, 1, NOVEMBER, NOW)

    body = {"request": 1, "kinds": CATALOGUE.version + 1, "have": {}, "changes": [change]}
    answer = amina.client.post("/api/v1/exchange", json=body, headers=amina.headers)

    assert answer.get_json()["code"] == "request.unknown_version"
    assert amina.verdicts(change) == ["accepted"]
