"""Claims week by week: what was released, what was delivered and what was seen of one thing at one outlet, side by side."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.kept import once
from server.departments.promotion_checks import is_complete, is_counted
from server.departments.stock import state
from server.departments.universe import outlets_of_parts
from server.flat import flat_table
from server.reconciliation.finding import Finding

MANY = 500
STANDING = ("placed", "standing", "replaced")
HERE = ("on_shelf", "complete", *STANDING)
Verdict = Literal["agree", "differ", "unseen"]
Claim = tuple[str, str]
"""An outlet and the product, item or promotion that is claimed to be there."""


@dataclass
class Week:
    """What each side says of one week: units owed and delivered, the last look of it, and the records behind."""

    released: int | None = None
    delivered: int | None = None
    seen: str | None = None
    looks: int = 0
    evidence: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        """Whether what was seen is what was claimed; a week without a look says neither."""
        if self.seen is None:
            return "unseen"
        return "agree" if self.seen in HERE else "differ"


@lru_cache(maxsize=2_000)
def monday(day: str) -> str:
    """The first day of the week of a day."""
    of = date.fromisoformat(day)
    return (of - timedelta(days=of.weekday())).isoformat()


def mondays(from_on: str, until_on: str) -> list[str]:
    """Every week that a window touches, by its first day."""
    first, last = date.fromisoformat(monday(from_on)), date.fromisoformat(until_on)
    return [(first + timedelta(days=days)).isoformat() for days in range(0, (last - first).days + 1, 7)]


def weeks_in(session: Session, filters: Filters, outlet: str | None = None) -> dict[Claim, dict[str, Week]]:
    """For each claim alive in a window its weeks; outlets that closed inside it keep theirs. A delivery claims its own week
    and every later one of the window, a plan line the weeks in which it runs."""
    outlets = outlets_of_parts(filters)
    wanted = select(outlets.c.id) if outlet is None else select(outlets.c.id).where(outlets.c.id == outlet)
    found: dict[Claim, dict[str, Week]] = defaultdict(dict)
    for claim, on, units, record in _delivered(session, filters, wanted):
        week = found[claim].setdefault(monday(on), Week())
        week.delivered = (week.delivered or 0) + units
        week.evidence.append(record)
    spans = mondays(filters.from_on, filters.until_on)
    for claim, first, last, units, record in _released(session, filters, wanted):
        since = monday(first)
        for each in spans:
            if since <= each <= last:
                week = found[claim].setdefault(each, Week())
                week.released = (week.released or 0) + units
                week.evidence.append(record)
    for claim, on, seen, record in _seen(session, filters, [outlet] if outlet else None):
        if claim in found and monday(on) >= min(found[claim]):
            _look(found[claim].setdefault(monday(on), Week()), seen, record)
    return dict(found)


@dataclass(frozen=True)
class Place:
    """An outlet's claims counted week by week: how many agree, differ, were not looked at."""

    outlet: str
    counts: dict[str, dict[Verdict, int]]

    def total(self, verdict: Verdict) -> int:
        """How many weeks of claims ended so."""
        return sum(each.get(verdict, 0) for each in self.counts.values())


def places_in(session: Session, filters: Filters) -> list[Place]:
    """Every outlet with a claim in a window, those that differ most on top."""
    return once(session, filters, lambda: _places(session, filters), "places of weeks")


def _places(session: Session, filters: Filters) -> list[Place]:
    counts: dict[str, dict[str, dict[Verdict, int]]] = defaultdict(lambda: defaultdict(dict))
    for (outlet, _), weeks in weeks_in(session, filters).items():
        for on, week in weeks.items():
            at = counts[outlet][on]
            at[week.verdict] = at.get(week.verdict, 0) + 1
    places = [Place(outlet, dict(each)) for outlet, each in counts.items()]
    return sorted(places, key=lambda place: (-place.total("differ"), place.outlet))


def _look(week: Week, seen: str, record: str) -> None:
    """Looks come in the order of time, so that the last one stands."""
    week.seen, week.looks = seen, week.looks + 1
    week.evidence.append(record)


def _delivered(session: Session, filters: Filters, wanted: Any) -> Iterator[tuple[Claim, str, int, str]]:
    line = flat_table("sell_in").c
    query = select(line.outlet, line.sku, line.delivered_on, line.units, line.id).where(
        ~line.retired, line.delivered_on.between(filters.from_on, filters.until_on), line.outlet.in_(wanted)
    )
    for row in session.execute(query.order_by(line.delivered_on, line.id)):
        yield (row.outlet, row.sku), row.delivered_on, row.units, row.id


def _released(session: Session, filters: Filters, wanted: Any) -> Iterator[tuple[Claim, str, str, int, str]]:
    line, promo = flat_table("plan_line").c, flat_table("promo").c
    first = func.coalesce(line.due_on, promo.from_on, line.released_on, filters.from_on)
    last = func.coalesce(line.until_on, promo.until_on, filters.until_on)
    about = func.coalesce(line.pop_item, line.promo, line.sku)
    query = (
        select(line.outlet, about.label("about"), first.label("first"), last.label("last"), line.units, line.id)
        .outerjoin(flat_table("promo"), promo.id == line.promo)
        .where(~line.retired, about.is_not(None), line.outlet.in_(wanted))
        .where(or_(line.released_on.is_(None), line.released_on <= filters.until_on))
        .where(first <= filters.until_on, last >= filters.from_on)
        .order_by(line.id)
    )
    for row in session.execute(query):
        yield (row.outlet, row.about), max(row.first, filters.from_on), row.last, row.units or 1, row.id


def _seen(session: Session, filters: Filters, some: list[str] | None) -> Iterator[tuple[Claim, str, str, str]]:
    """What was seen at some outlets, or at all of them: for those a store does best to read the days one after another."""
    stock, placed = flat_table("stock_count"), flat_table("pop_placement")
    yield from _looks(session, filters, some, stock.c.sku, state(stock))
    yield from _looks(session, filters, some, placed.c.pop_item, placed.c.state)
    check, promo = flat_table("promo_check"), flat_table("promo")
    query = (
        select(check.c.outlet, check.c.promo, check.c.made_on, is_complete(check, promo).label("complete"), check.c.id)
        .join(promo, promo.c.id == check.c.promo)
        .where(~check.c.retired, check.c.made_on.between(filters.from_on, filters.until_on))
        .where(_at(check, some), is_counted(check, promo))
        .order_by(check.c.first_at, check.c.id)
    )
    for row in session.execute(query):
        yield (row.outlet, row.promo), row.made_on, "complete" if row.complete else "incomplete", row.id


def _at(table: Any, some: list[str] | None) -> ColumnElement[bool]:
    return true() if some is None else table.c.outlet.in_(some)


def _looks(
    session: Session, filters: Filters, some: list[str] | None, about: ColumnElement, answer: ColumnElement
) -> Iterator[tuple[Claim, str, str, str]]:
    table = about.table
    query = (
        select(table.c.outlet, about.label("about"), table.c.made_on, answer.label("answer"), table.c.id)
        .where(~table.c.retired, answer.is_not(None), _at(table, some))
        .where(table.c.made_on.between(filters.from_on, filters.until_on))
        .order_by(table.c.first_at, table.c.id)
    )
    for row in session.execute(query):
        yield (row.outlet, row.about), row.made_on, row.answer, row.id


# -- the weeks that a disagreement names


def with_weeks(session: Session, findings: Iterable[Finding], today: str) -> Iterator[Finding]:
    """The findings, each naming the weeks since it began in which the field saw something else than was claimed; where
    nobody looked, the week it began in."""
    every = list(findings)
    looks = _looks_since(session, {each.outlet for each in every if each.outlet}, _first(every, today), today)
    lines = _subjects(session, [each.about for each in every if each.rule == "pop_not_standing"])
    for each in every:
        about = lines.get(each.about, each.about)
        days = looks.get((each.outlet or "", about), [])
        bad = {monday(on) for on, seen in days if on >= each.since_on and seen not in HERE}
        weeks = sorted(bad or {monday(each.since_on)})
        yield replace(each, said={**each.said, "weeks": weeks})


def _first(findings: list[Finding], today: str) -> str:
    return min((each.since_on for each in findings), default=today)


def _subjects(session: Session, lines: list[str]) -> dict[str, str]:
    """The item of each plan line."""
    line, found = flat_table("plan_line").c, dict[str, str]()
    for some in _in_parts(lines):
        rows = session.execute(select(line.id, line.pop_item).where(line.id.in_(some)))
        found |= {row.id: row.pop_item for row in rows}
    return found


def _looks_since(
    session: Session, outlets: Collection[str], from_on: str, today: str
) -> dict[Claim, list[tuple[str, str]]]:
    filters = Filters(from_on=from_on, until_on=today, now=0)
    found: dict[Claim, list[tuple[str, str]]] = defaultdict(list)
    for some in _in_parts(sorted(outlets)):
        for claim, on, seen, _ in _seen(session, filters, some):
            found[claim].append((on, seen))
    return found


def _in_parts(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), MANY):
        yield names[start : start + MANY]
