"""Photos, newest first, a page at a time from a place that never shifts; where the pages begin is in photo_leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.observations import in_window
from server.departments.reach import Reach
from server.departments.universe import outlets_in
from server.flat import flat_table

PAGE = 48
STRIPS = 12
STRIP = 16
MOST_AT_ONCE = 4 * PAGE


@dataclass(frozen=True)
class Asked:
    """Which photos are looked at: a use, a kind of record, an outlet; None looks at all."""

    role: str | None = None
    kind: str | None = None
    outlet: str | None = None


EVERYTHING = Asked()


@dataclass(frozen=True)
class Span:
    """From behind one place of the wall up to and with another; None is its start, or as far as one page goes."""

    after: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Wall:
    """Photos of a span, and the place to go on from, if there is more; `before` of each where pairs were asked for."""

    photos: Sequence[Mapping[str, Any]]
    after: str | None
    before: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Strips:
    """Outlets of a span, each with its photos of the window, newest first, and the outlet to go on from."""

    strips: Sequence[tuple[str, Sequence[Mapping[str, Any]], int]]
    after: str | None


def photo_wall(
    session: Session,
    filters: Filters,
    reach: Reach,
    asked: Asked = EVERYTHING,
    *,
    after: str | None = None,
    until: str | None = None,
) -> Wall:
    """Photos of the window, newest first."""
    return _wall(session, looked_at(filters, reach, asked), Span(after, until))


def pairs(
    session: Session,
    filters: Filters,
    reach: Reach,
    *,
    kind: str | None,
    after: str | None = None,
    until: str | None = None,
) -> Wall:
    """Photos taken after something was put right, newest first, each with the one taken before it."""
    wall = _wall(session, put_right(filters, reach, kind), Span(after, until))
    earlier = photos_of_many(session, reach, [photo["of"] for photo in wall.photos])
    before = {of: photo for of, group in earlier.items() for photo in group if photo["role"] == "before"}
    both = [photo for photo in wall.photos if photo["of"] in before]
    return Wall(both, wall.after, {photo["id"]: before[photo["of"]] for photo in both})


def strips(
    session: Session,
    filters: Filters,
    reach: Reach,
    *,
    role: str | None,
    after: str | None = None,
    until: str | None = None,
) -> Strips:
    """The photos of each outlet over time, outlets in the order of their names."""
    seen = looked_at(filters, reach, Asked(role=role)).subquery("seen").c
    query = outlets_seen(seen).order_by("name", seen.outlet).limit((MOST_AT_ONCE if until else STRIPS) + 1)
    for place, is_behind in ((after, True), (until, False)):
        if place:
            query = query.where(in_alphabet(seen, place, is_behind=is_behind))
    found = session.execute(query).all()
    shown = found if until else found[:STRIPS]
    rank = func.row_number().over(partition_by=seen.outlet, order_by=(seen.first_at.desc(), seen.id.desc()))
    ranked = select(*seen, rank.label("nth")).where(seen.outlet.in_([row.outlet for row in shown]))
    latest = ranked.subquery("ranked")
    rows = session.execute(
        select(latest).where(latest.c.nth <= STRIP).order_by(latest.c.outlet, latest.c.nth)
    ).mappings()
    of_outlet: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        of_outlet.setdefault(row["outlet"], []).append(dict(row))
    told = [(row.name, of_outlet.get(row.outlet, []), row.photos) for row in shown]
    return Strips(told, f"{shown[-1].name}\n{shown[-1].outlet}" if len(found) > len(shown) else None)


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


def looked_at(filters: Filters, reach: Reach, asked: Asked) -> Select:
    """Every photo of the window that was asked for, with the name of its outlet."""
    photo, outlets = flat_table("photo"), outlets_in(filters)
    query = (
        select(photo, func.coalesce(outlets.c.name, outlets.c.id).label("outlet_name"))
        .join(outlets, outlets.c.id == photo.c.outlet)
        .where(in_window(photo, filters), ~photo.c.retired, reach.condition(photo.c.scope))
    )
    if asked.role:
        query = query.where(photo.c.role == asked.role)
    if asked.kind:
        query = query.where(_belongs_to(asked.kind))
    return query.where(photo.c.outlet == asked.outlet) if asked.outlet else query


def put_right(filters: Filters, reach: Reach, kind: str | None) -> Select:
    """Photos taken afterwards of what was also taken before."""
    earlier = flat_table("photo").alias("earlier")
    taken = select(earlier.c.of).where(
        earlier.c.role == "before", ~earlier.c.retired, earlier.c.of.is_not(None), reach.condition(earlier.c.scope)
    )
    return looked_at(filters, reach, Asked("after", kind)).where(flat_table("photo").c.of.in_(taken))


def _wall(session: Session, photos: Select, span: Span) -> Wall:
    photo = flat_table("photo").c
    most = MOST_AT_ONCE if span.until else PAGE
    query = photos.order_by(photo.first_at.desc(), photo.id.desc()).limit(most + 1)
    for place, is_behind in ((span.after, True), (span.until, False)):
        if place:
            query = query.where(in_time(photo, place, is_behind=is_behind))
    found = [dict(row) for row in session.execute(query).mappings()]
    shown = found[:most]
    return Wall(shown, f"{shown[-1]['first_at']}.{shown[-1]['id']}" if len(found) > most else None)


def outlets_seen(seen: Any) -> Select:
    """The outlets of some photos, with how many each has."""
    columns = (seen.outlet, seen.outlet_name.label("name"))
    return select(*columns, func.count().label("photos")).group_by(seen.outlet, seen.outlet_name)


def in_alphabet(seen: Any, place: str, *, is_behind: bool) -> ColumnElement[bool]:
    """That an outlet comes behind a place, or else not behind it."""
    name, _, outlet = place.partition("\n")
    behind = or_(seen.outlet_name > name, and_(seen.outlet_name == name, seen.outlet > outlet))
    return behind if is_behind else ~behind


def in_time(photo: Any, place: str, *, is_behind: bool) -> ColumnElement[bool]:
    """That a photo comes behind a place, newest first, or else not behind it; a place that is none has all behind it."""
    at, _, record = place.partition(".")
    if not (at.isascii() and at.isdecimal() and len(at) < 16 and record):
        return literal(is_behind)
    behind = or_(photo.first_at < int(at), and_(photo.first_at == int(at), photo.id < record))
    return behind if is_behind else ~behind


def _belongs_to(kind: str) -> ColumnElement[bool]:
    owner = flat_table(kind)
    return exists().where(owner.c.id == flat_table("photo").c.of)
