"""Everything that server and phones hold at one moment, read once, for the laws to look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Table, select, text

from server.ledger.tables import CHANGE, DEPOSIT, DEVICE, GONE, HELD, RECORD, SCOPE
from tests.laws.world import World


@dataclass(frozen=True)
class Picture:
    """The tables of the ledger and what lies on each phone, by the phone's name."""

    world: World
    records: Mapping[str, Any]
    scopes: Mapping[str, Any]
    gone: list[Any]
    journal: list[Any]
    devices: Mapping[str, Any]
    held: list[Any]
    deposits: list[str]
    phones: Mapping[str, Any] = field(default_factory=dict)
    _worked_out: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, work: Callable[[], Any]) -> Any:
        """What `work` gives, worked out the first time only."""
        if name not in self._worked_out:
            self._worked_out[name] = work()
        return self._worked_out[name]

    def rows_of(self, scope: str) -> dict[str, Any]:
        """The records of a scope, by id."""
        return {row.id: row for row in self.records.values() if row.scope == scope}

    def base_of(self, phone: str) -> dict[tuple[str, str], Any]:
        """The rows on a phone, by scope and id."""
        return {(row["scope"], row["id"]): row for row in self.phones[phone]["rows"]}

    def offered(self, phone: str) -> set[str]:
        """The scopes that the owner of a phone may read now."""
        person = next(each.held.person for each in self.world.cast if each.name == phone)
        return self.world.may_read(person)


def take_picture(world: World, *, with_phones: bool = True) -> Picture:
    """What is there now."""
    ledger = world.server.ledger
    with world.server.app.app_context(), ledger.reading() as connection:

        def all_of(table: Table) -> list[Any]:
            query = select(table)
            return list(connection.execute(query if table is not CHANGE else query.order_by(text("rowid"))))

        records = {row.id: row for row in all_of(RECORD)}
        scopes = {row.id: row for row in all_of(SCOPE)}
        devices = {row.id: row for row in all_of(DEVICE)}
        deposits = [row.body for row in all_of(DEPOSIT)]
        gone, journal, held = all_of(GONE), all_of(CHANGE), all_of(HELD)
    looks = {each.name: world.do(each, "look") for each in world.cast} if with_phones else {}
    return Picture(world, records, scopes, gone, journal, devices, held, deposits, looks)


def sent_of(row: Any) -> Any:
    """A change as it was sent."""
    return orjson.loads(row.sent)


def answer_of(row: Any) -> Any:
    """The answer that the journal gives to a change."""
    return orjson.loads(row.answer)
