"""What a promotion sold: its outlets against matched outlets without it, before and during, by reports that say since when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.sell_out import days_covered, units_sold
from server.departments.universe import outlets_in
from server.flat import flat_table

LONGEST_DAYS = 182


@dataclass(frozen=True)
class Span:
    """Local days, both ends included."""

    from_on: str
    until_on: str

    @property
    def days(self) -> int:
        """How many there are."""
        return (date.fromisoformat(self.until_on) - date.fromisoformat(self.from_on)).days + 1


def spans_of(from_on: str | None, until_on: str | None, last_on: str) -> tuple[Span, Span] | None:
    """The days before and the days during a promotion, equally many, none after `last_on`; None before it starts."""
    if not from_on or from_on > last_on:
        return None
    first = date.fromisoformat(from_on)
    last = min(date.fromisoformat(min(until_on or last_on, last_on)), first + timedelta(days=LONGEST_DAYS - 1))
    if last < first:
        return None
    during = Span(from_on, last.isoformat())
    before = Span((first - timedelta(days=during.days)).isoformat(), (first - timedelta(days=1)).isoformat())
    return before, during


@dataclass
class Sold:
    """Units and the outlet-days they took, before and during."""

    units_before: float = 0
    days_before: float = 0
    units: float = 0
    days: float = 0

    def add(self, row: Row) -> None:
        """Take one outlet in."""
        self.units_before += float(row.units_before)
        self.days_before += float(row.days_before)
        self.units += float(row.units)
        self.days += float(row.days)

    @property
    def before(self) -> float:
        """What the pace before would have sold in the days of during."""
        return self.units_before / self.days_before * self.days if self.days_before else 0.0


@dataclass(frozen=True)
class Effect:
    """How a promotion's outlets sold beside those matched with them."""

    outlets: int = 0
    matched: int = 0
    compared: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    promoted: Sold | None = None
    control: Sold | None = None

    def figures(self) -> Mapping[str, Figure]:
        """Uplift, naive uplift, incremental units; no data without reports on both sides."""
        own, other = self.promoted or Sold(), self.control or Sold()
        four = (own.units, own.before, other.units, other.before)
        return {
            "uplift": metrics.uplift(*four),
            "naive_uplift": metrics.naive_uplift(own.units, own.before),
            "incremental_units": metrics.incremental_units(*four) if own.before else Figure(None),
        }


def effect_of(session: Session, filters: Filters, promo: str, sku: str | None, spans: tuple[Span, Span]) -> Effect:
    """The effect, over outlets with reports both before and during, of kinds (class and channel) found on both sides."""
    if not sku:
        return Effect()
    rows = session.execute(_sold(filters, sku, spans)).all()
    owing = _owing(session, sku, spans)
    kinds: dict[bool, set] = {True: set(), False: set()}
    sides = [(row, promo in owing.get(row.outlet, ()), row.outlet in owing) for row in rows]
    chosen = [(row, mine) for row, mine, any_promo in sides if mine or not any_promo]
    for row, mine in chosen:
        kinds[mine].add((row.outlet_class, row.channel))
    both = kinds[True] & kinds[False]
    promoted, control = Sold(), Sold()
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for row, mine in chosen:
        if (row.outlet_class, row.channel) in both:
            (promoted if mine else control).add(row)
            names[mine].add(row.outlet)
    compared, beside = frozenset(names[True]), frozenset(names[False])
    return Effect(len(compared), len(beside), compared, beside, promoted, control) if both else Effect()


def _owing(session: Session, sku: str, spans: tuple[Span, Span]) -> dict[str, set[str]]:
    """For each outlet, the promotions of the product that ran there in either span."""
    line, promo = flat_table("plan_line").c, flat_table("promo").c
    query = (
        select(line.outlet, line.promo)
        .join(flat_table("promo"), promo.id == line.promo)
        .where(~line.retired, line.what == "promo", promo.sku == sku)
        .where(or_(promo.from_on.is_(None), promo.from_on <= spans[1].until_on))
        .where(or_(promo.until_on.is_(None), promo.until_on >= spans[0].from_on))
    )
    owing: dict[str, set[str]] = {}
    for outlet, name in session.execute(query):
        owing.setdefault(outlet, set()).add(name)
    return owing


def _sold(filters: Filters, sku: str, spans: tuple[Span, Span]):
    """Units and days of each outlet in both spans; a report that lies across an edge belongs to neither."""
    report, outlets = flat_table("sell_out_count"), outlets_in(filters)
    units, days = units_sold(report), days_covered(report)

    def total(span: Span, what):
        return func.sum(case((_inside(report, span), what), else_=0))

    before, during = spans
    return (
        select(
            report.c.outlet,
            outlets.c.outlet_class,
            outlets.c.channel,
            total(before, units).label("units_before"),
            total(before, days).label("days_before"),
            total(during, units).label("units"),
            total(during, days).label("days"),
        )
        .join(outlets, outlets.c.id == report.c.outlet)
        .where(~report.c.retired, report.c.sku == sku, units.is_not(None), days.is_not(None))
        .where(report.c.made_on.between(before.from_on, during.until_on))
        .group_by(report.c.outlet, outlets.c.outlet_class, outlets.c.channel)
        .having(and_(total(before, days) > 0, total(during, days) > 0))
    )


def _inside(report: FromClause, span: Span) -> ColumnElement[bool]:
    eve = (date.fromisoformat(span.from_on) - timedelta(days=1)).isoformat()
    return and_(report.c.since_on >= eve, report.c.made_on <= span.until_on)


def reports_behind(sku: str, spans: tuple[Span, Span], outlets: Collection[str]) -> Select:
    """The ids of the reports that an effect was worked out from in some outlets, newest first."""
    report = flat_table("sell_out_count")
    counts = and_(~report.c.retired, units_sold(report).is_not(None), days_covered(report).is_not(None))
    return (
        select(report.c.id)
        .where(counts, report.c.sku == sku, report.c.outlet.in_(sorted(outlets)))
        .where(or_(*(_inside(report, span) for span in spans)))
        .where(report.c.made_on.between(spans[0].from_on, spans[1].until_on))
        .order_by(report.c.first_at.desc(), report.c.id)
    )
