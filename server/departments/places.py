"""Where outlets are, and what happened there in a window: the ground a map is drawn on."""

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.observations import in_window
from server.departments.universe import outlets_in
from server.departments.walks import done
from server.flat import flat_table

MICRO = 1_000_000
MOST = 20_000


@dataclass(frozen=True)
class Place:
    """An outlet on the map, in degrees; whether it was visited, and whether the thing asked about was seen there."""

    name: str
    lat: float
    lon: float
    visited: bool
    seen: bool


def places(session: Session, filters: Filters, kind: str | None = None) -> list[Place]:
    """Every active outlet with a position; `seen` where a record of the kind was made in the window."""
    outlet, outlets = flat_table("outlet"), outlets_in(filters)
    query = (
        select(outlet.c.id, outlet.c.name, outlet.c.position_lat_e6, outlet.c.position_lon_e6)
        .join(outlets, outlets.c.id == outlet.c.id)
        .where(outlet.c.position_lat_e6.is_not(None), outlet.c.position_lon_e6.is_not(None))
        .order_by(outlet.c.name, outlet.c.id)
        .limit(MOST)
    )
    visit = flat_table("visit")
    visited = set(
        session.scalars(select(visit.c.outlet).where(in_window(visit, filters), ~visit.c.retired, done(visit)))
    )
    seen = set(session.scalars(_seen(kind, filters))) if kind else set()
    return [
        Place(
            row.name or row.id,
            row.position_lat_e6 / MICRO,
            row.position_lon_e6 / MICRO,
            row.id in visited,
            row.id in seen,
        )
        for row in session.execute(query)
    ]


def _seen(kind: str, filters: Filters):
    table = flat_table(kind)
    return select(table.c.outlet).where(and_(in_window(table, filters), ~table.c.retired)).distinct()
