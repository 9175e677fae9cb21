"""Views that people saved: a name for an address of the desk, shared by link or not, told by mail or not."""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Column, Table, Text, delete, insert, select, update

from server.database import Base, Whole, db
from server.ledger import now_ms, the_ledger

SAVED = Table(
    "saved_view",
    Base.metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("is_shared", Boolean, nullable=False, default=False),
    Column("every", Text, nullable=False, default=""),
    Column("mail", Text, nullable=False, default=""),
    Column("sent_on", Text, nullable=False, default=""),
    Column("made_at", Whole, nullable=False),
)

EVERY = ("", "day", "week")
MOST = 200


@dataclass(frozen=True)
class Saved:
    """One saved view; `every` says how often it is told by mail, to `mail`."""

    id: str
    person: str
    title: str
    address: str
    is_shared: bool
    every: str
    mail: str
    sent_on: str


_COLUMNS = [column for column in SAVED.c if column.name != "made_at"]


def saved_by(person: str) -> list[Saved]:
    """What somebody saved, by title."""
    query = select(*_COLUMNS).where(SAVED.c.person == person).order_by(SAVED.c.title, SAVED.c.id)
    return [Saved(*row) for row in db.session.execute(query)]


def find_saved(record: str) -> Saved | None:
    """One saved view, whoever saved it."""
    row = db.session.execute(select(*_COLUMNS).where(SAVED.c.id == record)).one_or_none()
    return Saved(*row) if row else None


def save(person: str, title: str, address: str) -> str | None:
    """The id of a new saved view; None when somebody has as many as anybody needs."""
    if len(saved_by(person)) >= MOST:
        return None
    record = secrets.token_urlsafe(16)
    values = {"id": record, "person": person, "title": title, "address": address, "made_at": now_ms()}
    with the_ledger().transaction() as connection:
        connection.execute(insert(SAVED).values(is_shared=False, every="", mail="", sent_on="", **values))
    return record


def change(person: str, record: str, **values: Any) -> bool:
    """Change what somebody saved; whether it is theirs."""
    mine = (SAVED.c.id == record, SAVED.c.person == person)
    with the_ledger().transaction() as connection:
        return connection.execute(update(SAVED).where(*mine).values(**values)).rowcount == 1


def forget(person: str, record: str) -> bool:
    """Forget what somebody saved; whether it was theirs."""
    with the_ledger().transaction() as connection:
        return connection.execute(delete(SAVED).where(SAVED.c.id == record, SAVED.c.person == person)).rowcount == 1


def to_be_told(today: str, is_monday: bool) -> list[Saved]:
    """What is to be told by mail today and was not yet, by person and address."""
    due = ("day", "week") if is_monday else ("day",)
    query = select(*_COLUMNS).where(SAVED.c.every.in_(due), SAVED.c.mail != "", SAVED.c.sent_on < today)
    return [Saved(*row) for row in db.session.execute(query.order_by(SAVED.c.person, SAVED.c.mail, SAVED.c.title))]
