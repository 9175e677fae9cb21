"""Feed keys: what a spreadsheet signs in with. A key reads as its person does, writes nothing, and can be ended."""

import secrets
from dataclasses import dataclass

from flask import request
from sqlalchemy import Column, Table, Text, insert, select, update

from server.access import OFFICE_ROLES, PERSON, Person, current, hash_of
from server.database import Base, Whole, db
from server.errors import Problem
from server.ledger import now_ms, the_ledger

FEED_KEY = Table(
    "feed_key",
    Base.metadata,
    Column("key_hash", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("created_at", Whole, nullable=False),
    Column("used_at", Whole),
)

MARK = "feed-"
USED_EVERY_MS = 3_600_000
LONGEST_NAME = 100
NO_DEVICE = "feed"


@dataclass(frozen=True, slots=True)
class FeedKey:
    """A key as its owner sees it later: the key itself is shown once and never kept. Instants in ms."""

    id: str
    name: str
    created_at: int
    used_at: int | None


def make_key(person: str, name: str) -> str:
    """A new key for somebody."""
    key = MARK + secrets.token_urlsafe(32)
    row = {"key_hash": hash_of(key), "person": person, "name": name.strip()[:LONGEST_NAME], "created_at": now_ms()}
    with the_ledger().transaction() as connection:
        connection.execute(insert(FEED_KEY).values(row))
    return key


def keys_of(person: str) -> list[FeedKey]:
    """Somebody's keys, newest first."""
    columns = (FEED_KEY.c.key_hash, FEED_KEY.c.name, FEED_KEY.c.created_at, FEED_KEY.c.used_at)
    query = select(*columns).where(FEED_KEY.c.person == person).order_by(FEED_KEY.c.created_at.desc(), columns[0])
    return [FeedKey(row[0][:16], *row[1:]) for row in db.session.execute(query)]


def end_key(person: str, id: str) -> bool:
    """Make one of somebody's keys worthless; whether there was one."""
    with the_ledger().transaction() as connection:
        mine = (FEED_KEY.c.person == person, FEED_KEY.c.key_hash.startswith(id, autoescape=True))
        return len(id) == 16 and connection.execute(FEED_KEY.delete().where(*mine)).rowcount == 1


def reader() -> Person:
    """Who reads a feed: by a session of the desk, or by a feed key as bearer or as the password of basic sign-in.

    Problem when nobody is recognised, or when the person's role reads no feeds.
    """
    key, name = _given()
    person = _owner(key, name) if key.startswith(MARK) else current()
    if person is None:
        raise Problem("session.missing", headers={"WWW-Authenticate": 'Basic realm="Tallyround", charset="UTF-8"'})
    if person.role not in OFFICE_ROLES:
        raise Problem("access.role")
    return person


def _given() -> tuple[str, str | None]:
    """The key of a request, and the name that came with it."""
    sent = request.authorization
    if sent is None:
        return "", None
    if sent.type == "basic":
        return sent.password or "", sent.username
    return sent.token or "", None


def _owner(key: str, name: str | None) -> Person | None:
    query = (
        select(PERSON, FEED_KEY.c.used_at)
        .join(FEED_KEY, FEED_KEY.c.person == PERSON.c.id)
        .where(FEED_KEY.c.key_hash == hash_of(key), ~PERSON.c.is_disabled)
    )
    row = db.session.execute(query).one_or_none()
    if row is None or name not in (None, row.id):
        return None
    if now_ms() - (row.used_at or 0) > USED_EVERY_MS:
        db.session.rollback()
        with the_ledger().transaction() as connection:
            connection.execute(update(FEED_KEY).where(FEED_KEY.c.key_hash == hash_of(key)).values(used_at=now_ms()))
    return Person(row.id, row.name, row.role, row.language, row.territory, row.region, NO_DEVICE, key)
