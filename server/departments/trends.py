"""How figures went over the weeks: each point is the view's own answer for as many days, ending a week apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.kept import is_known, lately
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


class Patience:
    """How long answers that nobody has yet may be worked on; a first one always, so that every asking gets further."""

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._until, self._clock, self._has_begun = clock() + seconds, clock, False

    def may_begin(self) -> bool:
        """Whether one more may be begun."""
        allowed = not self._has_begun or self._clock() < self._until
        self._has_begun = True
        return allowed


@dataclass(frozen=True)
class Trend:
    """Points, oldest first, the page's own last; `to_come` of the oldest are not worked out yet."""

    points: list[Point]
    to_come: int = 0


def trend(
    session: Session, view: View, filters: Filters, weeks: int = WEEKS, patience: Patience | None = None
) -> Trend:
    """The view's figures week by week; the last point is what the page itself shows.

    A point of the past may be some minutes behind: it is twelve times the work of the page, and hardly ever changes.
    Points that were found once come at once; when patience is over, the newest ones are given and the others wait for
    the next time this is asked.
    """
    *past, page = windows(filters, weeks)
    points = [_point(session, view, page)]
    for each in reversed(past):
        if patience and not is_known(session, each, *_what(view)) and not patience.may_begin():
            break
        points.append(lately(session, each, partial(_point, session, view, each), *_what(view)))
    return Trend(points[::-1], weeks - len(points))


def _what(view: View) -> tuple[str, str]:
    return "point", view.name


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
