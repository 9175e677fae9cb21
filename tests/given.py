"""How a test comes to its starting point: an app with people and routes, phones that exchange."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from server.access import add_person, start_session
from server.ledger import Author, the_ledger
from sync.decide import Record
from tests.cast import AMINA, BRUNO, MONTH, NOW, PASSWORD, PEOPLE, ROSA, change_id


@dataclass
class Clock:
    """A server's clock that a test sets."""

    now: int

    def __call__(self) -> int:
        return self.now


OFFICE = Author("office", "system", "test/office")


def company(app: Flask) -> None:
    """The cast with their grants: Amina walks n1, Bruno n2, Rosa has both."""
    with app.app_context():
        for person, role in PEOPLE.items():
            add_person(person, person.capitalize(), role, PASSWORD)
        for person, routes in {AMINA: ["n1"], BRUNO: ["n2"], ROSA: ["n1", "n2"]}.items():
            grant_routes(person, routes)


def grant_routes(person: str, routes: Iterable[str]) -> None:
    """What somebody needs to walk routes."""
    ledger = the_ledger()
    ledger.grant(person, "company", ("read",))
    ledger.grant(person, "territory:north", ("read",))
    ledger.grant(person, f"person:{person}")
    for route in routes:
        ledger.grant(person, f"route:{route}")
        ledger.grant(person, f"visits:{route}:*")


def known(app: Flask, kind: str, record: str, scope: str, **fields: Any) -> None:
    """A record that the office made."""
    op = {"op": "set", "record": record, "kind": kind, "scope": scope, "fields": fields}
    with app.app_context():
        assert the_ledger().write(OFFICE, [op], now=NOW)["verdict"] == "accepted"


def record(app: Flask, name: str) -> Record | None:
    """A record as the ledger holds it now."""
    with app.app_context():
        return the_ledger().get_many([name]).get(name)


@dataclass
class Phone:
    """A device that speaks the exchange by hand: it numbers its changes and keeps its cursors."""

    client: FlaskClient
    token: str
    device: str
    n: int = 0
    have: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {"Authorization": f"Bearer {self.token}"}

    def change(self, *ops: dict[str, Any], at: int = NOW, off: int = 0, after: Iterable[str] = ()) -> dict[str, Any]:
        """The next change of the device."""
        self.n += 1
        return {
            "id": change_id(self.device, self.n),
            "n": self.n,
            "at": at,
            "off": off,
            "after": list(after),
            "ops": list(ops),
        }

    def exchange(self, *changes: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Send changes, take the first page of news in."""
        body = {"device": self.device, "request": 1, "have": self.have, "changes": list(changes), **more}
        answer = self.client.post("/api/v1/exchange", json=body, headers=self.headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        told = answer.get_json()
        for part in told["scopes"]:
            self.have[part["id"]] = part["out"]
            for row in part["rows"]:
                self.rows[row["id"]] = row
        for name in told["drop"]:
            self.have.pop(name, None)
        return told

    def verdicts(self, *changes: dict[str, Any]) -> list[str]:
        """The bare verdicts on some changes."""
        return [each["verdict"] for each in self.exchange(*changes)["verdicts"]]


def phone(app: Flask, person: str, device: str) -> Phone:
    """A phone on which somebody is signed in."""
    with app.app_context():
        token, _ = start_session(person, device)
    return Phone(app.test_client(), token, device)


def a_set(
    record: str, kind: str, scope: str = f"visits:n1:{MONTH}", base: str | None = None, **fields: Any
) -> dict[str, Any]:
    """An op that sets fields."""
    op = {"op": "set", "record": record, "kind": kind, "scope": scope, "fields": fields}
    return op if base is None else {**op, "base": base}
