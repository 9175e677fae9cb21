"""The exchange: changes in, verdicts and news out."""

import re
from typing import Any, NamedTuple

from apiflask import APIBlueprint
from flask import Response, current_app
from sqlalchemy import Connection

from server.access import Person, require_person
from server.errors import Problem
from server.field.body import read_object, receive
from server.field.photos import stored_of
from server.field.snapshots import the_snapshots
from server.ledger import Author, the_ledger
from server.ledger.reader import Budget, News, read_news
from server.ledger.rows import read_standing
from server.ledger.text import from_text
from server.wire.answer import as_json
from sync.canonical import MAX_INTEGER

blueprint = APIBlueprint("exchange", __name__, url_prefix="/api/v1", tag="Exchange")

MAX_CHANGES = 2_000
MAX_SCOPES = 2_000
MINUTE_MS = 60_000
LEAST_ROWS, LEAST_BYTES = 1, 1_024
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Asked(NamedTuple):
    """A request of the exchange whose shape is right."""

    request: int
    changes: list[Any]
    have: dict[str, Any]
    rows: int | None
    bytes: int | None
    photos: list[str]
    snapshots: bool
    told: dict[str, Any]


@blueprint.post("/exchange")
@blueprint.doc(summary="Exchange changes for verdicts and news", description="Answers 200 even if every change waits.")
def exchange() -> Response:
    """The verdict on each change, and what is new in the scopes that the caller may read."""
    received, ledger = receive(), the_ledger()
    now = ledger.clock()
    verdicts: list[dict[str, Any]] = []
    with ledger.reading() as snapshot:  # opened when all is here: a slow sender holds no connection
        person = require_person(snapshot)
        asked = read_asked(read_object(received))
        if not asked.changes:
            device, news = _looked_up(snapshot, person, asked, now)
    said = said_by(asked.told, now)
    if asked.changes:
        author = Author(person.id, person.role, person.device)
        verdicts = ledger.apply(author, asked.changes, now=now, language=person.language, told=said)
        with ledger.reading() as snapshot:
            device, news = _looked_up(snapshot, person, asked, now)
    elif is_news_of(device, said, now):
        ledger.note(person.device, {**said, "seen_at": now})
    return as_json(
        {
            "request": asked.request,
            "epoch": device.epoch,
            "now": ledger.clock(),
            "verdicts": verdicts,
            "through": device.through,
            "gaps": from_text(device.gaps),
            "safe_through": device.safe_through,
            "scopes": news.scopes,
            "more": not news.is_all,
            "drop": news.drop,
            "photos": {"stored": stored_of(person.id, asked.photos), "wanted": []},
            "again_s": 0,
        }
    )


def _looked_up(snapshot: Connection, person: Person, asked: Asked, now: int) -> tuple[Any, News]:
    settings = current_app.extensions["settings"]
    device, grants = read_standing(snapshot, person.device, person.id)
    news = read_news(
        snapshot,
        grants,
        asked.have,
        epoch=device.epoch,
        budget=Budget(
            min(asked.rows or settings.page_rows, settings.page_rows),
            min(asked.bytes or settings.page_bytes, settings.page_bytes),
        ),
        now=now,
        zone=settings.zone,
        snapshots=the_snapshots() if asked.snapshots else None,
    )
    return device, news


def read_asked(given: dict[str, Any]) -> Asked:
    """The request in a piece of JSON. Problem when its frame is wrong; what is inside a change is judged later."""
    catalogue = current_app.extensions["catalogue"]
    kinds = given.get("kinds", catalogue.version)
    if not _is_count(kinds) or kinds > catalogue.version:
        raise Problem("request.unknown_version", known=catalogue.version)
    changes, have = given.get("changes", []), given.get("have", {})
    photos, budget = given.get("photos_asked", []), given.get("budget", {})
    _require(_is_count(given.get("request", 0)), "request")
    _require(isinstance(changes, list), "changes")
    _require(isinstance(have, dict) and len(have) <= MAX_SCOPES, "have")
    _require(isinstance(photos, list) and len(photos) <= 100 and all(map(_is_sha256, photos)), "photos_asked")
    _require(isinstance(budget, dict) and all(_is_count(each) for each in budget.values()), "budget")
    if len(changes) > MAX_CHANGES:
        raise Problem("request.too_large", most_changes=MAX_CHANGES)
    rows, bytes_ = budget.get("rows"), budget.get("bytes")
    return Asked(
        given.get("request", 0),
        changes,
        have,
        None if rows is None else max(rows, LEAST_ROWS),
        None if bytes_ is None else max(bytes_, LEAST_BYTES),
        photos,
        given.get("snapshots") is True,
        {name: given.get(name) for name in ("made", "unsent", "photos_unsent", "storage_persisted", "kinds", "clock")},
    )


def _require(holds: bool, field: str) -> None:
    if not holds:
        raise Problem("request.malformed", field=field)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_INTEGER


def _is_sha256(value: Any) -> bool:
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def said_by(told: dict[str, Any], now: int) -> dict[str, Any]:
    """What a device says of itself that makes sense, by column of its row."""
    said = {name: told[name] for name in ("made", "unsent", "photos_unsent", "kinds") if _is_count(told[name])}
    if isinstance(told["storage_persisted"], bool):
        said["storage_persisted"] = told["storage_persisted"]
    clock = told["clock"]
    if isinstance(clock, dict) and _is_count(clock.get("wall")):
        said["clock_off"] = now - clock["wall"]
    return said


def is_news_of(known: Any, said: dict[str, Any], now: int) -> bool:
    """Whether a device of which a row is known says something new of itself, or was not seen for a minute."""
    if known.seen_at is None or now - known.seen_at >= MINUTE_MS:
        return True
    if abs(said.get("clock_off", 0) - (known.clock_off or 0)) > MINUTE_MS:
        return True
    return any(getattr(known, name) != value for name, value in said.items() if name != "clock_off")
