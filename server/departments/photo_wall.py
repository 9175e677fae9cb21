"""Photos, newest first, a page at a time from a place that never shifts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.observations import in_window
from server.departments.reach import Reach
from server.departments.universe import outlets_in
from server.flat import flat_table

PAGE = 48
STRIPS = 12
STRIP = 16


@dataclass(frozen=True)
class Wall:
    """One page of photos, and the place to go on from, if there is more; `before` of each where pairs were asked for."""

    photos: Sequence[Mapping[str, Any]]
    after: str | None
    before: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Strips:
    """One page of outlets, each with its photos of the window, newest first, and the outlet to go on from."""

    strips: Sequence[tuple[str, Sequence[Mapping[str, Any]], int]]
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


def pairs(session: Session, filters: Filters, reach: Reach, *, kind: str | None, after: str | None) -> Wall:
    """Photos taken after something was put right, newest first, each with the one taken before it."""
    wall = photo_wall(session, filters, reach, role="after", kind=kind, after=after)
    earlier = photos_of_many(session, reach, [photo["of"] for photo in wall.photos])
    before = {of: photo for of, group in earlier.items() for photo in group if photo["role"] == "before"}
    both = [photo for photo in wall.photos if photo["of"] in before]
    return Wall(both, wall.after, {photo["id"]: before[photo["of"]] for photo in both})


def strips(session: Session, filters: Filters, reach: Reach, *, role: str | None, after: str | None) -> Strips:
    """The photos of each outlet over time, outlets in the order of their names."""
    photo, outlets = flat_table("photo"), outlets_in(filters)
    wanted = [in_window(photo, filters), ~photo.c.retired, reach.condition(photo.c.scope)]
    if role:
        wanted.append(photo.c.role == role)
    name = func.coalesce(outlets.c.name, outlets.c.id)
    start = name + literal("\n") + outlets.c.id
    query = (
        select(photo.c.outlet, name.label("name"), start.label("place"), func.count().label("photos"))
        .join(outlets, outlets.c.id == photo.c.outlet)
        .where(*wanted)
        .group_by(photo.c.outlet, name, start)
        .order_by(name, photo.c.outlet)
        .limit(STRIPS + 1)
    )
    if after:
        first, _, record = after.partition("\n")
        query = query.where(or_(name > first, and_(name == first, outlets.c.id > record)))
    found = session.execute(query).all()
    shown = found[:STRIPS]
    rank = func.row_number().over(partition_by=photo.c.outlet, order_by=(photo.c.first_at.desc(), photo.c.id.desc()))
    ranked = select(photo, rank.label("nth")).where(photo.c.outlet.in_([row.outlet for row in shown]), *wanted)
    latest = ranked.subquery("ranked")
    rows = session.execute(
        select(latest).where(latest.c.nth <= STRIP).order_by(latest.c.outlet, latest.c.nth)
    ).mappings()
    of_outlet: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        of_outlet.setdefault(row["outlet"], []).append(dict(row))
    told = [(row.name, of_outlet.get(row.outlet, []), row.photos) for row in shown]
    return Strips(told, shown[-1].place if len(found) > STRIPS else None)


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
