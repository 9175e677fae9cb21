"""Plans in the ledger: every step is decided and written in one transaction, one plan at a time, all of it or none."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Connection, select, text

from server.access import Person, grants_of
from server.database import db
from server.errors import Problem
from server.ledger import Author, Record, now_ms, the_ledger
from server.ledger.ids import new_id
from server.ledger.rows import as_record, lock_device, read_epoch
from server.ledger.tables import BESIDE_VISITS, RECORD
from server.plans.owing import tail
from sync.change import MAX_OPS
from sync.scope import EVERYTHING, Grants

SCOPE = "office:plans"
"""Where plans live before and after their release. No phone is ever granted it."""
CLOCK = Author("system", "system", "server/plans")
TOLD = ("plan_card", "promo", "budget_line", "plan_line")


@dataclass(frozen=True)
class Hand:
    """Who acts: as the author of what is written, with what they may write."""

    author: Author
    grants: Grants
    language: str = "en"


def hand_of(person: Person) -> Hand:
    """The hand of somebody at the desk."""
    return Hand(Author(person.id, person.role, person.device), grants_of(person), person.language)


THE_CLOCK = Hand(CLOCK, EVERYTHING)


@dataclass(frozen=True)
class Ground:
    """What a step stands on while nobody else takes one."""

    connection: Connection
    epoch: str

    def plan(self, name: str) -> Record:
        """A plan as it is now. Problem when there is none."""
        record = the_ledger().get_many([name]).get(name)
        if record is None or record.kind != "plan" or record.retired:
            raise Problem("request.unknown_address")
        return record

    def told(self, name: str) -> dict[str, Record]:
        """The records that a plan has in the field, retired ones too."""
        found: list[Record] = []
        for kind in TOLD:
            named = RECORD.c.id.startswith(f"{kind}/{tail(name)}", autoescape=True)
            query = select(RECORD).where(RECORD.c.kind == kind, named, text(BESIDE_VISITS))
            found += map(as_record, self.connection.execute(query))
        return {each.id: each for each in found if each.fields.get("of_plan") == name}


@contextmanager
def alone() -> Iterator[Ground]:
    """A transaction in which no other step is taken with any plan."""
    db.session.rollback()
    with the_ledger().transaction() as connection:
        lock_device(connection, CLOCK, now_ms())
        yield Ground(connection, read_epoch(connection))


def write(hand: Hand, ops: Sequence[dict[str, Any]]) -> None:
    """Write ops in the transaction under way. Problem when the ledger does not take one; then nothing is written."""
    ledger, now = the_ledger(), now_ms()
    with ledger.transaction() as connection:
        for start in range(0, len(ops), MAX_OPS):
            some = list(ops[start : start + MAX_OPS])
            n = lock_device(connection, hand.author, now)["through"] + 1
            change = {"id": new_id(now), "n": n, "at": now, "ops": some}
            told = ledger.apply(hand.author, [change], now=now, grants=hand.grants, language=hand.language)[0]
            if told["verdict"] == "quarantined":
                raise Problem("request.malformed", detail=told["problems"][0]["message"])


def today() -> str:
    """The company's day."""
    zone = current_app.extensions["settings"].zone
    return datetime.fromtimestamp(now_ms() / 1000, zone).date().isoformat()
