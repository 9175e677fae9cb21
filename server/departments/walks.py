"""How routes were walked: the stops that were due, the visits that were made, and which met."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.metrics import days_between, due_days
from server.departments.observations import Source, in_window
from server.departments.reach import may_read
from server.departments.universe import outlets_in
from server.flat import flat_table

VISITS = Source("visit", latest_only=False)
EXCUSES = ("closed_today", "closed_for_good", "not_found", "unsafe")


def outlets_visited(session: Session, filters: Filters) -> int:
    """How many active outlets had a finished visit in the window."""
    visit, outlets = flat_table("visit"), outlets_in(filters)
    query = (
        select(func.count(visit.c.outlet.distinct()))
        .join(outlets, outlets.c.id == visit.c.outlet)
        .where(in_window(visit, filters), ~visit.c.retired, done(visit))
    )
    return session.scalar(query) or 0


def done(visit):
    """The condition that a visit took place: it was not skipped."""
    return and_(func.coalesce(visit.c.outcome, "done") != "skipped", visit.c.started_at.is_not(None))


@dataclass
class Walk:
    """One route over a window: what was due at which outlet and day, what was done."""

    due: dict[tuple[str, str], int] = field(default_factory=dict)
    """The place in the order of each (outlet, day) due."""
    visits: list[tuple[str, str, int]] = field(default_factory=list)
    """(outlet, day, started at) of each visit that took place, in order."""
    skipped: dict[tuple[str, str], str | None] = field(default_factory=dict)
    """The reason of each (outlet, day) skipped."""
    minutes: list[float] = field(default_factory=list)

    @property
    def visited(self) -> set[tuple[str, str]]:
        """The (outlet, day) that were due and visited."""
        return {(outlet, day) for outlet, day, _ in self.visits} & self.due.keys()

    @property
    def excused(self) -> int:
        """How many stops due were skipped for a reason outside the tallyman's power, and not visited after all."""
        return sum(
            stop in self.due and reason in EXCUSES for stop, reason in self.skipped.items() if stop not in self.visited
        )

    def orders(self) -> list[list[int]]:
        """For each day, the planned places of the stops visited, in the order they were visited."""
        days: dict[str, dict[str, int]] = defaultdict(dict)
        for outlet, day, _ in self.visits:
            if (outlet, day) in self.due:
                days[day].setdefault(outlet, self.due[outlet, day])
        return [list(day.values()) for day in days.values()]

    def frequencies(self) -> list[tuple[int, int]]:
        """(visits planned, visits made) of each outlet with a plan."""
        planned: dict[str, int] = defaultdict(int)
        made: dict[str, int] = defaultdict(int)
        for outlet, _ in self.due:
            planned[outlet] += 1
        for outlet, _, _ in self.visits:
            made[outlet] += 1
        return [(planned[outlet], made[outlet]) for outlet in planned]


def walks_of(session: Session, filters: Filters) -> dict[str | None, Walk]:
    """What was due and done on each route in the window."""
    walks: dict[str | None, Walk] = defaultdict(Walk)
    _lay_plan(session, filters, walks)
    _lay_visits(session, filters, walks)
    return walks


def _lay_plan(session: Session, filters: Filters, walks: dict[str | None, Walk]) -> None:
    stop, route, outlets = flat_table("route_stop"), flat_table("route"), outlets_in(filters)
    columns = (
        stop.c[name] for name in ("id", "route", "outlet", "position", "weekdays", "weeks", "from_on", "until_on")
    )
    query = (
        select(*columns, route.c.week_a_on)
        .join(outlets, outlets.c.id == stop.c.outlet)
        .outerjoin(route, route.c.id == stop.c.route)
        .where(~stop.c.retired, may_read(stop, filters))
        .order_by(stop.c.position, stop.c.id)
    )
    days = days_between(filters.from_on, filters.until_on)

    @cache  # thousands of stops share a handful of weekdays and weeks
    def due_while_it_stands(weekdays: str, weeks: str | None, week_a_on: str | None) -> tuple[str, ...]:
        return tuple(due_days({"weekdays": json.loads(weekdays), "weeks": weeks}, days, week_a_on))

    for row in session.execute(query):
        due = walks[row.route].due
        first, last = row.from_on or filters.from_on, row.until_on or filters.until_on
        for day in due_while_it_stands(row.weekdays or "[]", row.weeks, row.week_a_on):
            if first <= day <= last:
                due.setdefault((row.outlet, day), row.position or 0)


def _lay_visits(session: Session, filters: Filters, walks: dict[str | None, Walk]) -> None:
    visit, outlets = flat_table("visit"), outlets_in(filters)
    columns = (
        visit.c[name] for name in ("outlet", "made_on", "started_at", "ended_at", "ended_by", "outcome", "skip_reason")
    )
    query = (
        select(*columns, func.coalesce(visit.c.route, outlets.c.route).label("route"))
        .join(outlets, outlets.c.id == visit.c.outlet)
        .where(in_window(visit, filters), ~visit.c.retired)
        .order_by(visit.c.started_at, visit.c.id)
    )
    for row in session.execute(query):
        outlet, day, started_at, ended_at, ended_by, outcome, reason, route = tuple(row)
        walk = walks[route]
        if outcome == "skipped":
            walk.skipped[outlet, day] = reason
        elif started_at is not None:
            walk.visits.append((outlet, day, started_at))
            if ended_at is not None and ended_at >= started_at and ended_by != "automatic":
                walk.minutes.append((ended_at - started_at) / 60_000)


def productive_visits(session: Session, filters: Filters) -> dict[str | None, int]:
    """How many visits of each route left something better than they found it."""
    visit, outlets = flat_table("visit"), outlets_in(filters)
    route = func.coalesce(visit.c.route, outlets.c.route)
    better = _improvements(filters)
    query = (
        select(route, func.count())
        .select_from(visit)
        .join(outlets, outlets.c.id == visit.c.outlet)
        .where(in_window(visit, filters), ~visit.c.retired, done(visit), visit.c.id.in_(select(better.c.visit)))
        .group_by(route)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _improvements(filters: Filters):
    display, stock, pop = (flat_table(name) for name in ("display_check", "stock_count", "pop_placement"))
    better = (
        (
            display,
            and_(display.c.state_on_entry.in_(("partial", "missing")), display.c.state_on_exit == "as_agreed"),
        ),
        (stock, and_(stock.c.state_on_entry == "out", stock.c.state_on_exit == "on_shelf")),
        (pop, pop.c.state == "placed"),
    )
    first, *rest = (
        select(table.c.visit).where(in_window(table, filters), ~table.c.retired, how) for table, how in better
    )
    return first.union(*rest).subquery("better")
