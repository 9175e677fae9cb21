"""The short way for plain changes leads where the long one does: same answers, same rows, whatever a batch holds."""

from collections.abc import Callable
from random import Random
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select

from server.database import db
from server.ledger import Author, sitting, the_ledger
from server.ledger.tables import CHANGE, DEPOSIT, DEVICE, GONE, HELD, RECORD, SCOPE
from sync.change import read_change
from sync.decide import Rules, decide
from sync.kind import Kind
from sync.kinds import CATALOGUE
from sync.plain import plain_among
from sync.scope import Grant, Grants
from tests.cast import AMINA, AMINAS_PHONE, MIRA, MONTH, NOW, ROSA
from tests.examples import EXAMPLES
from tests.given import company
from tests.naughty import NAUGHTY
from tests.stores import new_database

RULES = Rules(CATALOGUE)
KINDS = sorted(CATALOGUE, key=lambda kind: kind.name)
SCOPES = {
    "company": "company",
    "territory": "territory:north",
    "route": "route:n1",
    "visits": f"visits:n1:{MONTH}",
    "person": f"person:{AMINA}",
    "office": "office:sales",
    "any": "company",
}
PEOPLE = [
    Author(AMINA, "tallyman", AMINAS_PHONE),
    Author(AMINA, "tallyman", "aaaaaaaa-0000-4000-8000-00000000000b"),
    Author(ROSA, "representative", "dddddddd-0000-4000-8000-00000000000d"),
    Author(MIRA, "marketing", "eeeeeeee-0000-4000-8000-00000000000e"),
]


def _spoken(value: Any) -> bool:
    try:
        orjson.dumps(value)
    except TypeError:
        return False
    return not isinstance(value, bytes)


SAYABLE = [each for each in NAUGHTY if _spoken(each)]


class Story:
    """Batches of one person: mostly plain work, and between it everything that may go wrong."""

    def __init__(self, seed: int, records: list[tuple[Kind, str, dict[str, Any]]]) -> None:
        self.chance = Random(seed)
        self.author = PEOPLE[seed % len(PEOPLE)]
        self.n = 0
        self.records = records
        self.sent: list[Any] = []

    def batch(self) -> list[Any]:
        """Some changes, as they come out of a request."""
        return orjson.loads(orjson.dumps([self._change() for _ in range(self.chance.randrange(1, 14))]))

    def _maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def _uuid7(self) -> str:
        digits = f"{self.chance.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"

    def _change(self) -> Any:
        if self.sent and self._maybe(0.06):
            again = self.chance.choice(self.sent)
            return {**again, "at": again["at"] + 1} if isinstance(again, dict) and self._maybe(0.3) else again
        self.n += 1
        ops = [self._op() for _ in range(self.chance.choice([1, 1, 1, 1, 2, 3, 8]))]
        at = NOW - self.chance.randrange(60_000)
        change: Any = {"id": self._uuid7(), "n": self.n, "at": at, "off": 0, "after": [], "ops": ops}
        if self._maybe(0.06):
            change["after"] = [self.chance.choice(self.sent)["id"] if self.sent and self._maybe(0.6) else self._uuid7()]
        elif self._maybe(0.08):
            name = self.chance.choice([*change, "more"])
            change[name] = self.chance.choice([*SAYABLE, [], [self._uuid7()]])
            if isinstance(change.get("at"), bool) or not isinstance(change.get("at"), int):
                change["at"] = "then"
        elif self._maybe(0.03):
            del change[self.chance.choice(list(change))]
        elif self._maybe(0.02):
            change = self.chance.choice(SAYABLE)
        if isinstance(change, dict) and isinstance(change.get("at"), int) and isinstance(change.get("id"), str):
            self.sent.append(change)
        return change

    def _op(self) -> Any:
        kind, record, fields = self._new()
        op = {"op": "set", "record": record, "kind": kind.name, "scope": SCOPES[kind.scope], "fields": fields}
        if self.records and self._maybe(0.15):
            kind, record, fields = self.chance.choice(self.records)
            texts = {name: f"{value} again" for name, value in fields.items() if name in ("name", "text", "note")}
            op |= {"record": record, "kind": kind.name, "scope": SCOPES[kind.scope], "fields": fields | texts}
        elif self._maybe(0.9):
            self.records.append((kind, record, fields))
        if self._maybe(0.12):
            op["fields"] = self._spoilt(op["fields"])
        if self._maybe(0.04):
            op["scope"] = self.chance.choice([*SCOPES.values(), "visits:n2:2026-11", f"visits:n1:{MONTH}x", "", 4])
        if self._maybe(0.04):
            op |= self.chance.choice(
                [{"op": "retire"}, {"base": "e1.1"}, {"kind": "none"}, {"record": "a b"}, {"x": 1}]
            )
        if self._maybe(0.02):
            del op[self.chance.choice(list(op))]
        return self.chance.choice(SAYABLE) if self._maybe(0.01) else op

    def _spoilt(self, fields: dict[str, Any]) -> dict[str, Any]:
        name = self.chance.choice([*fields, "no_such_field"]) if fields else "no_such_field"
        if self._maybe(0.2):
            return {key: value for key, value in fields.items() if key != name}
        return {**fields, name: self.chance.choice(SAYABLE)}

    def _new(self) -> tuple[Kind, str, dict[str, Any]]:
        own = [each for each in KINDS if self.author.role in each.authors]
        kind = self.chance.choice(own if self._maybe(0.95) else KINDS)
        _, fields = EXAMPLES[kind.name]
        match kind.identity.form:
            case "named":
                return kind, f"{kind.name}/{self.chance.randrange(10**9)}", fields
            case "hash":
                return kind, f"{self.chance.getrandbits(256):064x}", fields
            case "uuid7":
                return kind, self._uuid7(), fields
        tail = next((f"/{fields[name]}" for name in kind.identity.of if fields.get(name)), "")
        return kind, f"{self._uuid7()}/{kind.name}{tail}", fields


def everything(app: Flask) -> dict[str, list[tuple]]:
    """All rows of the ledger."""
    with app.app_context():
        return {
            table.name: sorted(map(tuple, db.session.execute(select(table))), key=repr)
            for table in (RECORD, CHANGE, SCOPE, GONE, DEVICE, HELD, DEPOSIT)
        }


@pytest.fixture(params=["sqlite", "postgresql"])
def twins(request: pytest.FixtureRequest, make_app: Callable[..., Flask], tmp_path) -> list[Flask]:
    """Two servers with the same company."""
    apps = []
    for name in ("short", "long"):
        url = new_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else ""
        apps.append(make_app(database_url=url, data=tmp_path / name))
        company(apps[-1])
        with apps[-1].app_context():
            for scope in ("company", "office:sales", f"visits:n1:{MONTH}"):
                the_ledger().grant(MIRA, scope)
    return apps


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many changes went which way; the one called `long` knows no other."""
    ways = {"plain": 0, "all": 0, "is_long": 0}

    def asked(raws, ready):
        if ways["is_long"]:
            return set()
        found = plain_among(raws, ready)
        ways["plain"] += len(found)
        ways["all"] += len(raws)
        return found

    monkeypatch.setattr(sitting, "plain_among", asked)
    return ways


def test_both_ways_lead_to_the_same_answers_and_rows(twins: list[Flask], counted: dict[str, int]) -> None:
    records: list[tuple[Kind, str, dict[str, Any]]] = []
    stories = [Story(seed, records) for seed in range(12)]
    verdicts: set[str] = set()
    for story in stories * 8:
        batch, told = story.batch(), []
        for is_long, app in enumerate(twins):
            counted["is_long"] = is_long
            with app.app_context():
                told.append(the_ledger().apply(story.author, batch, now=NOW + 60_000))
        assert told[0] == told[1]
        verdicts |= {each["verdict"] for each in told[0]}
    short, long = map(everything, twins)
    assert short == long
    assert verdicts == {"accepted", "merged", "held", "quarantined"}
    assert counted["all"] / 3 < counted["plain"] < counted["all"] * 0.8


@pytest.mark.parametrize("seed", range(40))
def test_decide_takes_what_is_plain(seed: int) -> None:
    story = Story(1_000 + seed, [])
    grants = Grants([Grant("*", frozenset({"read", "write"}))])
    batch = story.batch()

    def ready(kind: str, scope: str):
        known = CATALOGUE.get(kind)
        return (
            (known, RULES.check(known))
            if known and known.belongs(scope) and story.author.role in known.authors
            else None
        )

    for place in plain_among(batch, ready):
        change = read_change(batch[place])
        given = {"grants": grants, "ground": {}, "rules": RULES, "epoch": "e1", "received": NOW}
        assert decide(change, story.author, **given).verdict == "accepted"


def test_equal_values_of_different_types_are_not_taken_for_one_another() -> None:
    kind = CATALOGUE["visit"]
    fields = EXAMPLES["visit"][1] | {"planned": True}
    raws = [
        {"id": f"01888888-aaaa-7000-8000-{n:012d}", "n": n, "at": NOW, "off": 0, "after": [], "ops": [
            {"op": "set", "record": f"01999999-0000-7000-8000-{n:012d}", "kind": "visit",
             "scope": f"visits:n1:{MONTH}", "fields": fields | {"planned": planned}}]}
        for n, planned in enumerate((True, 1), start=1)
    ]  # fmt: skip

    assert plain_among(raws[:1], lambda *_: (kind, RULES.check(kind))) == {0}
    assert plain_among(raws, lambda *_: (kind, RULES.check(kind))) == set()
