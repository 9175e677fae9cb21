"""A disagreement is opened, followed, explained and closed; nothing of it is ever lost."""

import pytest
from flask import Flask

from server.ledger import the_ledger
from server.reconciliation.command import reconcile_now
from server.reconciliation.keeping import Outcome, reconcile
from tests.cast import MONTH, visit_id
from tests.given import known
from tests.office.given import csrf_in, signed_in, text_of

NAME = "disagreement/delivered_not_on_shelf/north/cola/2026-11-03"


def deliver(app: Flask) -> None:
    known(
        app,
        "sell_in",
        "sell_in/1",
        "office:sales",
        outlet="outlet/north",
        sku="product/cola",
        units=24,
        delivered_on="2026-10-28",
    )


def count(app: Flask, number: int, state: str) -> None:
    known(
        app,
        "stock_count",
        f"{visit_id(number)}/stock_count/product/cola",
        f"visits:n1:{MONTH}",
        outlet="outlet/north",
        sku="product/cola",
        state_on_exit=state,
    )


def look(app: Flask) -> Outcome:
    with app.app_context():
        return reconcile_now()


@pytest.fixture
def differing(app: Flask) -> Flask:
    """An app in which a delivery was not found twice."""
    deliver(app)
    count(app, 21, "out")
    assert look(app) == Outcome(opened=1, followed=0, closed=0, unchanged=0)
    return app


def the_one(app: Flask) -> dict:
    with app.app_context():
        (record,) = the_ledger().of_kind("disagreement")
    return dict(record.fields) | {"id": record.id, "scope": record.scope}


def test_it_opens_with_an_owner_and_a_day_to_settle_it_by(differing: Flask) -> None:
    one = the_one(differing)

    assert (one["state"], one["owner"], one["scope"]) == ("open", "sales", "office:sales")
    assert one["due_on"] > one["opened_on"] >= one["since_on"]


def test_a_second_look_changes_nothing_and_the_facts_close_it(differing: Flask) -> None:
    assert look(differing) == Outcome(opened=0, followed=0, closed=0, unchanged=1)

    count(differing, 22, "on_shelf")

    assert look(differing).closed == 1
    assert the_one(differing)["state"] == "closed"
    assert look(differing) == Outcome(opened=0, followed=0, closed=0, unchanged=0)


def test_what_is_said_is_followed(differing: Flask) -> None:
    known(
        differing,
        "sell_in",
        "sell_in/2",
        "office:sales",
        outlet="outlet/north",
        sku="product/cola",
        units=12,
        delivered_on="2026-10-27",
    )

    assert look(differing).followed == 1
    assert the_one(differing)["said"]["delivered_units"] == 36


def test_what_was_closed_and_differs_again_from_the_same_day_is_the_same_case(differing: Flask) -> None:
    with differing.app_context():
        reconcile(the_ledger(), [], "2026-11-20")
    assert the_one(differing)["closed_on"] == "2026-11-20"

    assert look(differing).opened == 1
    assert "closed_on" not in the_one(differing)


def test_the_command_says_what_it_did(differing: Flask) -> None:
    told = differing.test_cli_runner().invoke(args=["reconcile"])

    assert told.output == "0 opened, 0 followed, 0 closed, 1 unchanged\n"


def test_the_desk_shows_explains_and_speaks_about_it(differing: Flask) -> None:
    sven = signed_in(differing, "sven")
    record = the_one(differing)["id"]
    page = text_of(sven, "/office/balance")
    assert record in page
    assert 'data-testid="open">1<' in page.split('data-testid="owes-sales"')[1]

    page = text_of(sven, f"/office/balance/{record}")
    assert "24 delivered" in page
    form = {"csrf": csrf_in(page), "text": "Sent back by the <b>driver</b>", "act": "remark"}
    assert sven.post(f"/office/balance/{record}", data=form).status_code == 303
    assert sven.post(f"/office/balance/{record}", data=form | {"act": "explain"}).status_code == 303

    page = text_of(signed_in(differing, "mira"), f"/office/balance/{record}")
    assert page.count("Sent back by the &lt;b&gt;driver&lt;/b&gt;") == 2
    assert the_one(differing)["state"] == "explained"
    assert record not in text_of(sven, "/office/balance?owner=sales")
    assert look(differing) == Outcome(opened=0, followed=0, closed=0, unchanged=1)


@pytest.mark.parametrize("form", [{"act": "explain", "text": " "}, {"act": "reopen"}, {"act": "burn", "text": "x"}])
def test_an_act_that_makes_no_sense_changes_nothing(differing: Flask, form: dict) -> None:
    sven = signed_in(differing, "sven")
    before = the_one(differing)
    page = text_of(sven, f"/office/balance/{before['id']}")

    told = sven.post(f"/office/balance/{before['id']}", data=form | {"csrf": csrf_in(page)})

    assert told.status_code == 400
    assert the_one(differing) == before


def test_field_force_and_representatives_are_not_let_in(differing: Flask) -> None:
    assert signed_in(differing, "rosa").get("/office/balance").status_code == 403
