"""A large company as the departments see it: flat tables filled with two years of observations, by seed."""

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask

from server.flat import columns_of, flat_table, laid_out_kinds
from server.ledger import the_ledger
from server.ledger.ready import insert_many
from sync import fields as f
from sync.kind import Kind

DAYS = 730
DAY_MS = 86_400_000
BATCH = 20_000
PEOPLE = 60
SHARES = {
    "visit": 0.12,
    "stock_count": 0.38,
    "display_check": 0.08,
    "pop_placement": 0.06,
    "promo_check": 0.03,
    "price_check": 0.06,
    "attitude": 0.06,
    "sell_out_count": 0.06,
    "photo": 0.06,
    "competitor_sighting": 0.02,
    "feedback": 0.01,
    "sell_in": 0.06,
}
"""How a million observations are made up."""
COUNTS = {
    "territory": 10,
    "route": 100,
    "outlet": 5_000,
    "route_stop": 5_000,
    "display": 10_000,
    "product": 160,
    "rival_product": 60,
    "competitor": 8,
    "pop_item": 12,
    "promo": 12,
    "gift": 8,
    "promoter": 60,
    "question": 4,
    "must_stock": 90,
    "plan_line": 20_000,
    "plan": 40,
}
"""How many of what is known before a visit; kinds that are not named stay empty."""
CURRENCY = "EUR"


@dataclass
class Company:
    """Everything drawn so far that later records name."""

    chance: random.Random
    until: date
    ids: dict[str, list[str]] = field(default_factory=dict)
    route_of: dict[str, str] = field(default_factory=dict)
    visits: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def now(self) -> int:
        """Noon of the last day, in ms."""
        return int(datetime(self.until.year, self.until.month, self.until.day, 12, tzinfo=UTC).timestamp() * 1000)

    def moment(self) -> int:
        """Some time in the two years."""
        return self.now - self.chance.randrange(DAYS) * DAY_MS - self.chance.randrange(DAY_MS // 3)


def build(app: Flask, observations: int, until: date, seed: int = 1) -> Company:
    """Fill an empty store with reference data and so many observations; returns what they are about."""
    company = Company(random.Random(seed), until)
    with app.app_context():
        for kind, count in COUNTS.items():
            _fill(company, kind, count)
        for kind, share in SHARES.items():
            _fill(company, kind, int(observations * share))
        with the_ledger().engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    return company


def _fill(company: Company, name: str, count: int) -> None:
    kind = laid_out_kinds()[name]
    company.ids[name] = []
    rows: list[tuple] = []
    for row in _rows(company, kind, count):
        rows.append(row)
        if len(rows) == BATCH:
            _put(kind, rows)
            rows = []
    _put(kind, rows)


def _put(kind: Kind, rows: list[tuple]) -> None:
    with the_ledger().transaction() as connection:
        insert_many(connection, flat_table(kind.name), rows)


def _rows(company: Company, kind: Kind, count: int) -> Iterator[tuple]:
    seen: set[str] = set()
    for number in range(count):
        visit, outlet, at = _where(company, kind)
        values = _values(company, kind, number, outlet, at)
        record = _id(company, kind, number, visit, values)
        if record in seen:
            continue
        seen.add(record)
        if kind.group != "observations" or kind.name == "visit":
            company.ids[kind.name].append(record)
        if kind.name == "visit":
            company.visits.append((record, outlet, at))
        if kind.name == "outlet":
            company.route_of[record] = values["route"]
        yield _row(company, kind, record, visit, outlet, at, values)


def _where(company: Company, kind: Kind) -> tuple[str, str, int]:
    """The visit, the outlet and the moment of a record; a visit is of one of the outlets."""
    if kind.group == "observations" and kind.name != "visit":
        return company.chance.choice(company.visits)
    outlets = company.ids.get("outlet") or [""]
    return "", company.chance.choice(outlets), company.moment()


def _id(company: Company, kind: Kind, number: int, visit: str, values: dict[str, Any]) -> str:
    match kind.identity.form:
        case "named":
            return f"{kind.name}/{number:05}"
        case "hash":
            return f"{company.chance.getrandbits(256):064x}"
        case "per_visit":
            tail = next((values[name] for name in kind.identity.of if values.get(name)), None)
            return f"{visit}/{kind.name}" + (f"/{tail}" if tail else "")
    return str(UUID(int=company.chance.getrandbits(128), version=4))


def _row(company: Company, kind: Kind, record: str, visit: str, outlet: str, at: int, values: dict[str, Any]) -> tuple:
    route = company.route_of.get(outlet, "route/00000").partition("/")[2]
    day = datetime.fromtimestamp(at / 1000, UTC).date()
    scope = f"visits:{route}:{day:%Y-%m}" if kind.group == "observations" else "company"
    person = f"p{int(route) % PEOPLE}"
    row = {
        "id": record,
        "scope": scope,
        "rev": 1,
        "author": person,
        "device": f"device-{person}",
        **dict.fromkeys(("made_at", "first_at", "received_at", "first_received_at"), at),
        "made_on": day.isoformat(),
        "retired": False,
        "doubts": "[]",
        "visit": visit,
        **values,
    }
    return tuple(row.get(column.name) for column in flat_table(kind.name).c)


def _values(company: Company, kind: Kind, number: int, outlet: str, at: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for each in kind.fields:
        for column, _ in columns_of(each):
            values[column] = _value(company, each, number, outlet, at)
    return values | _as_known(company, kind, number, at)


def _value(company: Company, each: f.Field, number: int, outlet: str, at: int) -> Any:
    chance = company.chance
    match each:
        case f.Ref() if each.of == "outlet":
            return outlet or None
        case f.Ref():
            return chance.choice(company.ids[each.of]) if company.ids.get(each.of) else None
        case f.Choice() | f.Choices():
            return chance.choice(each.options).name
        case f.Integer() | f.Money() | f.Numbers() | f.Boolean():
            return _number(chance, each)
        case f.Instant() | f.Day():
            return at if isinstance(each, f.Instant) else datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
        case f.Position():
            return 55_000_000 + chance.randrange(500_000)
        case f.Text():
            return CURRENCY if each.name == "currency" else "".join(chance.choices(string.ascii_lowercase, k=8))
    return None


def _number(chance: random.Random, each: f.Field) -> Any:
    match each:
        case f.Money():
            return chance.randrange(50, 2_000)
        case f.Integer():
            return chance.randrange(max(each.min or 0, 0), min(each.max or 40, 40))
        case f.Boolean():
            return chance.random() < 0.2
    return f"[{chance.randint(1, 6)}]"


def _as_known(company: Company, kind: Kind, number: int, at: int) -> dict[str, Any]:
    """What a likely company has where chance alone would not do."""
    chance, until = company.chance, company.until
    long_ago, ahead = (until - timedelta(days=DAYS + 30)).isoformat(), (until + timedelta(days=60)).isoformat()
    spans = {"from_on": long_ago, "until_on": ahead}
    match kind.name:
        case "territory":
            return {"name": f"Territory {number}", "region": f"Region {number % 3}"}
        case "route":
            return {"name": f"Route {number}", "territory": f"territory/{number % 10:05}"}
        case "outlet":
            return {
                "name": f"Outlet {number}",
                "route": f"route/{number % 100:05}",
                "channel": chance.choice(["kiosk", "grocery", "supermarket"]),
                "status": None,
                "opened_on": long_ago,
                "closed_on": None,
                "turnover_minor": chance.randrange(50_000, 900_000),
            }
        case "product" | "rival_product":
            return {"name": f"Product {number}", "brand": f"Brand {number % 8}", "category": f"Category {number % 5}"}
        case "route_stop":
            outlet = f"outlet/{number:05}"
            return {"outlet": outlet, "route": company.route_of[outlet], "weeks": "every", **spans}
        case "must_stock":
            return {"sku": f"product/{number // 3:05}", "outlet_class": "ABC"[number % 3], **spans}
        case "display":
            return {"outlet": f"outlet/{number % 5_000:05}", **spans}
        case "plan_line":
            return {"released_on": long_ago, "due_on": until.isoformat(), "until_on": ahead}
        case "visit":
            return {"ended_at": at + 600_000, "outcome": "done" if chance.random() < 0.95 else "skipped"}
        case "stock_count":
            state = "on_shelf" if chance.random() < 0.85 else "out"
            return {"state_on_entry": state, "state_on_exit": state if chance.random() < 0.9 else "on_shelf"}
    return {}
