"""What a released plan owes, and to whom it is told: the records it should have in the field. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from server.plans.life import WITHOUT_OUTLETS
from server.plans.sharing import shared

LONGEST_NAME = 200
PROMOTED = ("promotion", "pr_activity")
ITEMS = {"pop_item": "pop", "gift": "gift"}
ON_THE_CARD = ("name", "what", "horizon", "note", "from_on", "until_on", "card", "quiz")
ON_THE_PROMO = ("name", "note", "sku", "from_on", "until_on", "elements")


@dataclass(frozen=True)
class Place:
    """An outlet that a plan reaches: on which route, in which territory and region."""

    outlet: str
    route: str
    territory: str
    region: str = ""


@dataclass(frozen=True)
class Wanted:
    """A record as a plan wants it."""

    record: str
    kind: str
    scope: str
    fields: dict[str, Any]


def owed_by(plan: str, fields: Mapping[str, Any], places: Sequence[Place], territories: Sequence[str]) -> list[Wanted]:
    """Everything that a plan puts into the scopes of the field; `territories` are told of a plan without outlets."""
    told = territories if fields["what"] in WITHOUT_OUTLETS else sorted({each.territory for each in places})
    return [
        *(_card(plan, fields, territory) for territory in told),
        *(_promo(plan, fields, each) for each in told if fields["what"] in PROMOTED),
        *_money(plan, fields, places),
        *(line for place in places for line in _lines(plan, fields, place)),
    ]


def tail(record: str) -> str:
    """A record's name behind its kind."""
    return record.partition("/")[2]


def _card(plan: str, fields: Mapping[str, Any], territory: str) -> Wanted:
    card = _some(fields, ON_THE_CARD) | {"released_on": fields["released_on"], "of_plan": plan}
    return _wanted(plan, "plan_card", tail(territory), f"territory:{tail(territory)}", card)


def promo_of(plan: str, territory: str) -> str:
    """The promotion that a plan runs in a territory."""
    return f"promo/{tail(plan)}-{tail(territory)}"


def _promo(plan: str, fields: Mapping[str, Any], territory: str) -> Wanted:
    promo = _some(fields, ON_THE_PROMO) | {"of_plan": plan}
    return Wanted(promo_of(plan, territory), "promo", f"territory:{tail(territory)}", promo)


def _money(plan: str, fields: Mapping[str, Any], places: Sequence[Place]) -> Iterator[Wanted]:
    """The budget, shared among the routes by their outlets to the last minor unit."""
    budget = fields.get("budget_minor")
    if not budget or not places:
        return
    outlets = Counter(each.route for each in places)
    for route, amount in shared(budget, dict(sorted(outlets.items()))).items():
        line = {"name": fields["name"], "plan": fields["name"], "amount_minor": amount, "of_plan": plan}
        line |= _some(fields, ("free_minor", "currency", "from_on", "until_on"))
        yield _wanted(plan, "budget_line", tail(route), f"route:{tail(route)}", line)


def _lines(plan: str, fields: Mapping[str, Any], place: Place) -> Iterator[Wanted]:
    if fields["what"] in PROMOTED:
        promo = {"promo": promo_of(plan, place.territory)}
        yield _line(plan, fields, place, "promo", promo | _some(fields, ("units", "sku")))
    for item in fields.get("items") or []:
        name, what = next((name, what) for name, what in ITEMS.items() if item.get(name))
        yield _line(plan, fields, place, what, {name: item[name], "units": item.get("units") or 1}, item[name])
    if fields["what"] == "new_product_listing":
        yield _line(plan, fields, place, "listing", _some(fields, ("sku", "units")))
    if fields["what"] == "channel_coverage":
        yield _line(plan, fields, place, "coverage", {})


def _line(
    plan: str, fields: Mapping[str, Any], place: Place, what: str, owed: dict[str, Any], about: str = ""
) -> Wanted:
    line = {"plan": fields["name"], "what": what, "outlet": place.outlet, "of_plan": plan, **owed}
    line |= {"released_on": fields["released_on"], "due_on": fields.get("due_on") or fields["from_on"]}
    line |= _some(fields, ("until_on",))
    name = "/".join(filter(None, (tail(place.outlet), what, tail(about))))
    return _wanted(plan, "plan_line", name, f"route:{tail(place.route)}", line)


def _wanted(plan: str, kind: str, name: str, scope: str, fields: dict[str, Any]) -> Wanted:
    record = f"{kind}/{tail(plan)}/{name}"
    if len(record) > LONGEST_NAME - len("/99"):
        record = f"{kind}/{tail(plan)}/{sha256(name.encode()).hexdigest()}"
    return Wanted(record, kind, scope, fields)


def _some(fields: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: fields[name] for name in names if fields.get(name) is not None}
