"""How long POP items stand: each placing followed to the visit that first missed it, or to the last that saw it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.metrics.standing import Piece
from server.departments.universe import outlets_in
from server.flat import flat_table

HERE = ("placed", "standing", "replaced", "damaged")
ANEW = ("placed", "replaced")


@lru_cache(4_000)
def _number_of(day: str) -> int:
    """A day as a number; looks are of a few hundred different days, and there are many looks."""
    return date.fromisoformat(day).toordinal()


@dataclass(slots=True)
class Placing:
    """One piece at one outlet, from the day it was first seen up."""

    item: str
    from_on: str
    last_on: str
    missed: bool = False
    over: bool = False

    @property
    def days(self) -> int:
        """Days it is known to have been followed."""
        return _number_of(self.last_on) - _number_of(self.from_on)

    @property
    def piece(self) -> Piece:
        """What the survival curve needs of it."""
        return self.days, self.missed


def placings(session: Session, filters: Filters) -> list[Placing]:
    """Every placing known by the window's end in the outlets looked at."""
    return followed(look[:4] for look in looks(session, filters))


def looks(session: Session, filters: Filters) -> list[Any]:
    """Every look known by the window's end (outlet, item, state, day, mount), those at one place in the order of time."""
    seen, outlets = flat_table("pop_placement"), outlets_in(filters)
    query = (
        select(seen.c.outlet, seen.c.pop_item, seen.c.state, seen.c.made_on, seen.c.mount)
        .join(outlets, outlets.c.id == seen.c.outlet)
        .where(~seen.c.retired, seen.c.state.is_not(None), seen.c.made_on <= filters.until_on)
        .order_by(seen.c.outlet, seen.c.pop_item, seen.c.first_at, seen.c.id)
    )
    return list(session.execute(query).all())


def followed(looks: Iterable[Any]) -> list[Placing]:
    """The placings in looks (outlet, item, state, day), those at one place in the order of time."""
    found: list[Placing] = []
    place, open_ = None, None
    for outlet, item, state, on in looks:
        if (outlet, item) != place:
            place, open_ = (outlet, item), None
        if state in HERE:
            if open_ is None or (state in ANEW and open_.from_on != on):
                _close(open_, on)
                open_ = Placing(item, on, on)
                found.append(open_)
            open_.last_on = on
        elif open_ is not None:
            open_.last_on, open_.missed, open_.over = on, state == "missing", True
            open_ = None
    return found


def _close(placing: Placing | None, on: str) -> None:
    """A piece put up anew ends the one before it, which stood up to that day as far as anybody knows."""
    if placing is not None:
        placing.last_on, placing.over = on, True
