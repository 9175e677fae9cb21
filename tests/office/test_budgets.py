"""Budget lines and answers at the desk: made, changed, refused with a reason, and on the phone afterwards."""

import re

import pytest
from flask import Flask

from tests.cast import AMINA, AMINAS_PHONE, MIRA, ROSA, visit_id
from tests.given import a_set, phone, record
from tests.office.given import MONA, SIGHTING, sent, signed_in, text_of

FORM = {
    "route": "route/n1", "name": "Samples", "what": "sample", "amount": "1 250,50", "free": "20", "currency": "eur",
    "from_on": "2026-11-01", "until_on": "2026-12-31", "plan": "Winter",
}  # fmt: skip


def line_in(page: str) -> str:
    return re.search(r'href="/office/budgets/(budget_line/[^"]*)"', page).group(1)


def test_a_line_is_made_changed_and_carried_to_the_phone(app: Flask) -> None:
    mira = signed_in(app, MIRA)

    assert sent(mira, "budgets", "budgets", **FORM).status_code == 303
    line = line_in(text_of(mira, "/office/budgets"))
    made = dict(record(app, line).fields)
    changed = FORM | {"amount": "900", "free": "", "until_on": "2027-01-31"}
    assert sent(mira, "budgets", f"budgets/{line}", **changed).status_code == 303

    assert (made["amount_minor"], made["free_minor"], made["currency"], made["what"]) == (
        125_050,
        2_000,
        "EUR",
        "sample",
    )
    amina = phone(app, AMINA, AMINAS_PHONE)
    amina.exchange()
    kept = amina.rows[line]["fields"]
    assert (kept["amount_minor"], kept.get("free_minor"), kept["until_on"]) == (90_000, None, "2027-01-31")


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("amount", "much"), ("amount", "-5"), ("amount", ""), ("currency", "euro"), ("until_on", "2026-10-01"),
     ("from_on", "soon"), ("what", "bribe"), ("route", "route/nowhere"), ("free", "NaN")],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_what_was_typed(app: Flask, field: str, value: str) -> None:
    mira = signed_in(app, MIRA)

    answer = sent(mira, "budgets", "budgets", **(FORM | {field: value}))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'data-testid="wrong"' in page
    assert field == "name" or 'value="Samples"' in page
    assert 'data-testid="budget"' not in text_of(mira, "/office/budgets")


def test_budgets_are_the_offices(app: Flask) -> None:
    text_of(signed_in(app, ROSA), "/office/budgets", 403)
    assert signed_in(app, MIRA).get("/office/budgets/budget_line/none").status_code == 404
    assert signed_in(app, MIRA).get("/office/budgets/outlet/north").status_code == 404


def test_money_spent_is_approved_on_its_own_page(app: Flask) -> None:
    amina = phone(app, AMINA, AMINAS_PHONE)
    amina.n = 40
    spend = visit_id(40)
    amina.exchange(amina.change(a_set(spend, "promo_spend", outlet="outlet/north", amount_minor=500, currency="EUR")))
    mona = signed_in(app, MONA)

    assert 'data-testid="state-approved"' in text_of(mona, f"/office/record/{spend}")
    assert sent(mona, "budgets", f"answer/{spend}", state="approved", text="Fine.").status_code == 303

    assert record(app, f"reply/{spend}").fields["state"] == "approved"
    assert "Fine." in text_of(mona, f"/office/record/{spend}")
    assert sent(mona, "budgets", f"answer/{spend}", state="joined").status_code == 400
    assert sent(mona, "budgets", f"answer/{visit_id(1)}", state="read").status_code == 400


def test_a_representative_reads_the_answer_and_gives_none(app: Flask) -> None:
    sent(signed_in(app, MIRA), "budgets", f"answer/{SIGHTING}", state="decided", text="Told.")

    page = text_of(signed_in(app, ROSA), f"/office/record/{SIGHTING}")

    assert "Told." in page
    assert "state-decided" not in page
