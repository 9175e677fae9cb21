"""What was left at the deposit door because the exchange could not take it, and who has looked at it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Integer, Select, Table, Text, func, select, update

from server.access import PERSON
from server.database import Base, Whole, db
from server.ledger import now_ms, the_ledger
from server.ledger.rows import insert_or_leave
from server.ledger.tables import DEPOSIT, DEVICE

REVIEW = Table(
    "deposit_review",
    Base.metadata,
    Column("deposit", Integer, primary_key=True, autoincrement=False),
    Column("person", Text, nullable=False),
    Column("at", Whole, nullable=False),
)

LIMIT = 100


@dataclass(frozen=True)
class Deposit:
    """One thing that was left: from whom, on which phone, when; its scopes, or None when it cannot be read; its review."""

    id: int
    person: str
    device: str
    phone: str
    received_at: int
    scopes: frozenset[str] | None
    text: str
    reviewed_by: str | None
    reviewed_at: int | None


def deposits(people: Collection[str] | None, *, reviewed: bool) -> list[Deposit]:
    """What some people (None: everybody) left, newest first: reviewed, or still to be."""
    query = (
        select(
            DEPOSIT, DEVICE.c.name.label("phone"), REVIEW.c.person.label("reviewer"), REVIEW.c.at.label("reviewed_at")
        )
        .outerjoin(DEVICE, DEVICE.c.id == DEPOSIT.c.device)
        .outerjoin(REVIEW, REVIEW.c.deposit == DEPOSIT.c.id)
        .where(DEPOSIT.c.is_reviewed == reviewed)
        .order_by(DEPOSIT.c.id.desc())
        .limit(LIMIT)
    )
    return [_read(row) for row in db.session.execute(_of(query, people))]


def waiting(people: Collection[str] | None) -> int:
    """How many deposits of some people nobody has looked at."""
    query = select(func.count()).select_from(DEPOSIT).where(~DEPOSIT.c.is_reviewed)
    return db.session.execute(_of(query, people)).scalar_one()


def review(number: int, people: Collection[str] | None, by: str) -> bool:
    """Note who has looked at a deposit of some people; False when there is none. The first who looked stays noted."""
    known = db.session.execute(_of(select(DEPOSIT.c.id).where(DEPOSIT.c.id == number), people)).first()
    db.session.rollback()
    if known is None:
        return False
    with the_ledger().transaction() as connection:
        connection.execute(insert_or_leave(connection, REVIEW, {"deposit": number, "person": by, "at": now_ms()}))
        connection.execute(update(DEPOSIT).where(DEPOSIT.c.id == number).values(is_reviewed=True))
    return True


def people_with(roles: Collection[str]) -> set[str]:
    """Everybody who has one of some roles."""
    return set(db.session.scalars(select(PERSON.c.id).where(PERSON.c.role.in_(roles))))


def _of(query: Select, people: Collection[str] | None) -> Select:
    return query if people is None else query.where(DEPOSIT.c.person.in_(people))


def _read(row: Any) -> Deposit:
    try:
        told = json.loads(row.body)
    except ValueError:
        told = None
    text = row.body if told is None else json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True)
    return Deposit(
        row.id,
        row.person,
        row.device,
        row.phone or row.device,
        row.received_at,
        _scopes(told),
        text,
        row.reviewer,
        row.reviewed_at,
    )


def _scopes(told: Any) -> frozenset[str] | None:
    """The scopes that a change speaks of, alone or as a phone wraps it; None when that cannot be told."""
    change = told.get("change", told) if isinstance(told, dict) else None
    ops = change.get("ops") if isinstance(change, dict) else None
    if not isinstance(ops, list) or not ops or not all(isinstance(op, dict) for op in ops):
        return None
    named = [op.get("scope") for op in ops]
    return frozenset(named) if all(isinstance(each, str) for each in named) else None
