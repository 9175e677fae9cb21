"""Links by which a person's phone is set up: made at the desk, opened once, worth nothing afterwards."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Column, Connection, Table, Text, insert, select, update

from server.access import PERSON, has_password, hash_of, hash_password, keep_password, start_session
from server.database import Base, Whole, db
from server.errors import Problem
from server.ledger import now_ms, the_ledger

ENROLMENT = Table(
    "enrolment",
    Base.metadata,
    Column("code_hash", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("made_by", Text, nullable=False),
    Column("made_at", Whole, nullable=False),
    Column("until_at", Whole, nullable=False),
    Column("used_at", Whole),
    Column("device", Text),
)

LEAST_PASSWORD = 8
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Link:
    """What is told once, to who made it: the code itself is not kept."""

    person: str
    code: str
    until_at: int


def make_link(person: str, made_by: str) -> Link:
    """A new link for somebody; those made before and not used are worth nothing from now on."""
    code, now = secrets.token_urlsafe(16), now_ms()
    until = now + current_app.extensions["settings"].enrolment_minutes * MINUTE_MS
    standing = (ENROLMENT.c.person == person, ENROLMENT.c.used_at.is_(None), ENROLMENT.c.until_at > now)
    with the_ledger().transaction() as connection:
        connection.execute(update(ENROLMENT).where(*standing).values(until_at=now))
        row = {"person": person, "made_by": made_by, "made_at": now, "until_at": until}
        connection.execute(insert(ENROLMENT).values(code_hash=hash_of(code), **row))
    return Link(person, code, until)


def person_of(code: str) -> str:
    """For whom a link is. Problem when it was used, is too old, or never was."""
    person = _unspent(db.session.execute(_enabled(code)).one_or_none()).person
    db.session.rollback()
    return person


def take_link(code: str, device: str, name: str, password: str | None) -> tuple[str, str, str | None]:
    """The person, a session token and a deposit key; the link is used up. Nothing is changed when there is a Problem."""
    person = person_of(code)
    chosen = None if has_password(person) else hash_password(_strong(password))
    with the_ledger().transaction() as connection:
        _unspent(connection.execute(_enabled(code)).one_or_none())
        _use_up(connection, code, device)
        if chosen is not None:
            keep_password(person, chosen)
        token, key = start_session(person, device, name)
    return person, token, key


def _strong(password: str | None) -> str:
    if password is None or len(password) < LEAST_PASSWORD:
        raise Problem("enrolment.password", least=LEAST_PASSWORD)
    return password


def _use_up(connection: Connection, code: str, device: str) -> None:
    unused = (ENROLMENT.c.code_hash == hash_of(code), ENROLMENT.c.used_at.is_(None))
    taken = connection.execute(update(ENROLMENT).where(*unused).values(used_at=now_ms(), device=device))
    if taken.rowcount != 1:
        raise Problem("enrolment.used")


def _enabled(code: str) -> Any:
    """The link, unless its person may not sign in any more."""
    of_person = ENROLMENT.join(PERSON, PERSON.c.id == ENROLMENT.c.person)
    return select(ENROLMENT).select_from(of_person).where(ENROLMENT.c.code_hash == hash_of(code), ~PERSON.c.is_disabled)


def _unspent(row: Any) -> Any:
    if row is None:
        raise Problem("enrolment.unknown")
    if row.used_at is not None:
        raise Problem("enrolment.used")
    if row.until_at <= now_ms():
        raise Problem("enrolment.expired")
    return row
