"""Where each leaf of the photo wall begins and ends, so that any of them can be turned to without the ones before it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.photo_wall import (
    EVERYTHING,
    PAGE,
    STRIPS,
    Asked,
    in_alphabet,
    in_time,
    looked_at,
    outlets_seen,
    put_right,
)
from server.departments.reach import Reach
from server.flat import flat_table

MOST = 250
"""So many leaves have a place on one page; what is behind them is behind a link."""


@dataclass(frozen=True)
class Leaf:
    """The places between which a leaf lies, and the numbers of its first and last entry, counted from 1."""

    after: str | None
    until: str
    first: int
    last: int


@dataclass(frozen=True)
class Leaves:
    """The leaves from one place on, and how many entries there are behind that place."""

    leaves: list[Leaf]
    entries: int

    @property
    def more(self) -> str | None:
        """The place behind the last leaf, where not everything has a leaf."""
        last = self.leaves[-1] if self.leaves else None
        return last.until if last and last.last < self.entries else None


def leaves_of_photos(
    session: Session, filters: Filters, reach: Reach, asked: Asked = EVERYTHING, after: str | None = None
) -> Leaves:
    """Leaves of photos, newest first."""
    return _by_time(session, looked_at(filters, reach, asked), after)


def leaves_of_pairs(
    session: Session, filters: Filters, reach: Reach, kind: str | None = None, after: str | None = None
) -> Leaves:
    """Leaves of pairs of before and after."""
    return _by_time(session, put_right(filters, reach, kind), after)


def leaves_of_outlets(
    session: Session, filters: Filters, reach: Reach, role: str | None = None, after: str | None = None
) -> Leaves:
    """Leaves of outlets with photos, by name."""
    seen = looked_at(filters, reach, Asked(role=role)).subquery("seen").c
    query = outlets_seen(seen)
    if after:
        query = query.where(in_alphabet(seen, after, is_behind=True))
    found = query.subquery("found").c
    ends = _ends(session, [found.name, found.outlet], [found.name, found.outlet], STRIPS)
    return _leaves([(f"{name}\n{outlet}", nth, entries) for name, outlet, nth, entries in ends], after)


def _by_time(session: Session, photos: Select, after: str | None) -> Leaves:
    photo = flat_table("photo").c
    if after:
        photos = photos.where(in_time(photo, after, is_behind=True))
    found = photos.with_only_columns(photo.first_at, photo.id).subquery("found").c
    ends = _ends(session, [found.first_at, found.id], [found.first_at.desc(), found.id.desc()], PAGE)
    return _leaves([(f"{at}.{record}", nth, entries) for at, record, nth, entries in ends], after)


def _ends(session: Session, columns: list[Any], order: list[ColumnElement], size: int) -> list[Any]:
    """The last entry of every leaf, with its number and the number of all."""
    nth = func.row_number().over(order_by=order).label("nth")
    numbered = select(*columns, nth, func.count().over().label("entries")).subquery("numbered")
    ends = or_(numbered.c.nth % size == 0, numbered.c.nth == numbered.c.entries)
    return list(session.execute(select(numbered).where(ends).order_by(numbered.c.nth).limit(MOST)))


def _leaves(ends: list[tuple[str, int, int]], after: str | None) -> Leaves:
    leaves: list[Leaf] = []
    for until, nth, _ in ends:
        leaves.append(Leaf(leaves[-1].until if leaves else after, until, leaves[-1].last + 1 if leaves else 1, nth))
    return Leaves(leaves, ends[0][2] if ends else 0)
