"""How a test comes to a plan: drafted by hand, led through its life by who may."""

from typing import Any

from flask import Flask

from server.access import people
from server.errors import Problem
from server.ledger import Author, the_ledger
from server.plans.acting import step
from server.plans.keeping import SCOPE, Hand
from sync.scope import EVERYTHING
from tests.given import known

PLAN = "plan/glasses-1"
SECRET = "Glasses that nobody may hear of"
FIELDS: dict[str, Any] = {
    "name": SECRET,
    "what": "promotion",
    "state": "draft",
    "horizon": "monthly",
    "from_on": "2026-12-01",
    "until_on": "2026-12-31",
    "due_on": "2026-12-03",
    "note": "Tag first. " + SECRET,
    "budget_minor": 90_000,
    "currency": "EUR",
    "sku": "product/cola",
    "units": 12,
    "elements": {"price": "required", "tag": "required", "gift": "not_applicable"},
    "items": [{"pop_item": "pop_item/poster", "units": 1}],
    "rule": {"classes": ["A"]},
    "card": SECRET,
    "quiz": [{"question": "How many for a glass?", "answers": ["two", "four"], "right": 1}],
}


def drafted(app: Flask, plan: str = PLAN, **other: Any) -> str:
    """A plan in the ledger, whole and still a draft."""
    fields = {name: value for name, value in (FIELDS | other).items() if value is not None}
    known(app, "plan", plan, SCOPE, **fields)
    return plan


def hand(person: str) -> Hand:
    """Somebody at the desk; inside an app context."""
    role = next(each.role for each in people() if each.id == person)
    return Hand(Author(person, role, f"desk/{person}"), EVERYTHING)


def act(app: Flask, person: str, name: str, why: str = "", plan: str = PLAN, **more: Any) -> int | str:
    """What a step of somebody changed in the field, or the code of why it was not taken."""
    with app.app_context():
        app.extensions["projector"].catch_up()
        try:
            return step(hand(person), plan, name, why, **more)
        except Problem as problem:
            return problem.code


def all_of(app: Flask, kind: str) -> dict[str, Any]:
    """Every standing record of a kind, by id."""
    with app.app_context():
        return {each.id: each for each in the_ledger().of_kind(kind) if not each.retired}
