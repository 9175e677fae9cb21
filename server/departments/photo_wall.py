"""Photos, newest first, a page at a time from a place that never shifts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.observations import in_window
from server.departments.reach import Reach
from server.departments.universe import outlets_in
from server.flat import flat_table

PAGE = 48


@dataclass(frozen=True)
class Wall:
    """One page of photos, and the place to go on from, if there is more."""

    photos: Sequence[Mapping[str, Any]]
    after: str | None


def photo_wall(
    session: Session,
    filters: Filters,
    reach: Reach,
    *,
    role: str | None = None,
    kind: str | None = None,
    outlet: str | None = None,
    after: str | None = None,
) -> Wall:
    """Photos of the window, perhaps of one role, one kind of record or one outlet."""
    photo, outlets = flat_table("photo"), outlets_in(filters)
    query = (
        select(photo, outlets.c.name.label("outlet_name"))
        .join(outlets, outlets.c.id == photo.c.outlet)
        .where(in_window(photo, filters), ~photo.c.retired, reach.condition(photo.c.scope))
        .order_by(photo.c.first_at.desc(), photo.c.id.desc())
        .limit(PAGE + 1)
    )
    if role:
        query = query.where(photo.c.role == role)
    if kind:
        query = query.where(_belongs_to(kind))
    if outlet:
        query = query.where(photo.c.outlet == outlet)
    place = _place(after)
    if place:
        at, record = place
        query = query.where(or_(photo.c.first_at < at, and_(photo.c.first_at == at, photo.c.id < record)))
    found = [dict(row) for row in session.execute(query).mappings()]
    shown = found[:PAGE]
    more = f"{shown[-1]['first_at']}.{shown[-1]['id']}" if len(found) > PAGE else None
    return Wall(shown, more)


def photos_of(
    session: Session, reach: Reach, *, record: str | None = None, visit: str | None = None
) -> Sequence[Mapping[str, Any]]:
    """The photos of one record, or of all records of a visit, oldest first."""
    photo = flat_table("photo")
    query = select(photo).where(~photo.c.retired, reach.condition(photo.c.scope)).order_by(photo.c.first_at, photo.c.id)
    query = query.where(photo.c.of == record) if record else query.where(photo.c.visit == visit)
    return [dict(row) for row in session.execute(query).mappings()]


def photos_of_many(session: Session, reach: Reach, records: list[str]) -> dict[str, list[Mapping[str, Any]]]:
    """The photos of some records, oldest first, by record."""
    photo = flat_table("photo")
    query = select(photo).where(photo.c.of.in_(records), ~photo.c.retired, reach.condition(photo.c.scope))
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in session.execute(query.order_by(photo.c.first_at, photo.c.id)).mappings():
        found.setdefault(row["of"], []).append(dict(row))
    return found


def _place(after: str | None) -> tuple[int, str] | None:
    at, _, record = (after or "").partition(".")
    return (int(at), record) if at.isascii() and at.isdecimal() and len(at) < 16 and record else None


def _belongs_to(kind: str) -> ColumnElement[bool]:
    owner = flat_table(kind)
    return exists().where(owner.c.id == flat_table("photo").c.of)
