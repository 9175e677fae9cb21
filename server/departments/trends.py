"""How figures went over the weeks: each point is the view's own answer for as many days, ending a week apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.kept import lately
from server.departments.metrics import Figure
from server.departments.view import View
from server.flat import flat_table

WEEKS = 12
WEEKS_OF_PARTS = 6
MOST_PARTS = 9
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Point:
    """The figures of a window that ends on a day."""

    on: str
    figures: dict[str, Figure]


def trend(session: Session, view: View, filters: Filters, weeks: int = WEEKS) -> list[Point]:
    """The view's figures week by week, oldest first; the last point is what the page itself shows.

    A point of the past may be some minutes behind: it is twelve times the work of the page, and hardly ever changes.
    """
    *past, page = windows(filters, weeks)
    points = [lately(session, each, partial(_point, session, view, each), "point", view.name) for each in past]
    return [*points, _point(session, view, page)]


def _point(session: Session, view: View, filters: Filters) -> Point:
    return Point(filters.until_on, {figure.name: figure for figure in view.answer(session, filters).figures})


def windows(filters: Filters, weeks: int) -> list[Filters]:
    """The filters' window moved back by whole weeks, the oldest first."""
    first, last = date.fromisoformat(filters.from_on), date.fromisoformat(filters.until_on)
    return [
        replace(
            filters,
            from_on=(first - WEEK * back).isoformat(),
            until_on=(last - WEEK * back).isoformat(),
            now=filters.now - back * 7 * 86_400_000,
        )
        for back in reversed(range(weeks))
    ]


def parts_of(session: Session, filters: Filters) -> Sequence[tuple[Filters, str]]:
    """The parts one step below what is looked at, each as filters with its name: regions, territories or routes."""
    territory, route = flat_table("territory"), flat_table("route")
    if filters.route:
        return ()
    if filters.territory:
        query = select(route.c.id, route.c.name).where(route.c.territory == filters.territory, ~route.c.retired)
        return _named(session, query.order_by(route.c.name), filters, "route")
    if not filters.region:
        regions = select(territory.c.region).where(~territory.c.retired, territory.c.region.is_not(None)).distinct()
        found = sorted(session.scalars(regions))
        if len(found) > 1:
            return [(replace(filters, region=each), each) for each in found[:MOST_PARTS]]
    query = select(territory.c.id, territory.c.name).where(~territory.c.retired)
    if filters.region:
        query = query.where(territory.c.region == filters.region)
    return _named(session, query.order_by(territory.c.name), filters, "territory")


def _named(session: Session, query, filters: Filters, part: str) -> list[tuple[Filters, str]]:
    rows = session.execute(query.limit(MOST_PARTS)).all()
    return [(replace(filters, **{part: row.id}), row.name or row.id) for row in rows]
