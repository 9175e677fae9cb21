"""How good the observations behind a view are: complete, fresh, in time, and confirmed by a second look."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import ColumnElement, FromClause, Subquery, Table, and_, case, func, literal, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.kept import once
from server.departments.metrics import Figure
from server.departments.metrics.people import DAY_MS
from server.departments.observations import DISAGREE_MS, Source, basis_of, in_window, valid
from server.departments.stock import STOCK, count_if
from server.departments.universe import MustStock, outlets_count, outlets_in, reign_of
from server.departments.view import View
from server.departments.walks import done
from server.flat import flat_table

AS_IT_SHOULD_BE = {
    "stock_count": ("on_shelf",),
    "display_check": ("as_agreed",),
    "pop_placement": ("placed", "standing", "replaced"),
}
"""For each kind that is looked at twice, the answers that say all is well: what a second look agrees on or not."""


@dataclass(frozen=True)
class Quality:
    """What the observations of one source are worth; `owed` says whether a visit owes any of them."""

    source: Source
    figures: tuple[Figure, ...]
    blind: int
    owed: bool
    looked_at_twice: bool


def sources_of(views: list[View]) -> list[Source]:
    """The sources that the views stand on, the first view's first; two views of one kind share the first one's."""
    found: dict[str, Source] = {}
    for view in views:
        found.setdefault(view.source.kind, view.source)
    return list(found.values())


def quality_of(session: Session, source: Source, filters: Filters) -> Quality:
    """What the observations of a source are worth."""
    return once(session, filters, partial(_of_source, session, source, filters), "quality", source)


def _of_source(session: Session, source: Source, filters: Filters) -> Quality:
    every = Source(source.kind, source.subject, source.answer, False, source.by_product, source.day)
    basis = basis_of(session, every, filters)
    given, owed = _owed(session, source, filters)
    cells, blind = _second_looks(session, every, filters)
    figures = (
        metrics.report_completeness(given, owed),
        metrics.outlets_heard_from(basis.outlets, outlets_count(session, filters)),
        metrics.report_timeliness(_in_time(session, every, filters), basis.n),
        metrics.report_accuracy(*cells),
        metrics.cohen_kappa(*cells),
    )
    twice = source.kind in AS_IT_SHOULD_BE
    return Quality(source, tuple(each.over(basis) for each in figures), blind, _owes(source), twice)


def _in_time(session: Session, source: Source, filters: Filters) -> int:
    table, outlets = source.table, outlets_in(filters)
    query = (
        select(count_if(table.c.first_received_at - table.c.first_at <= DAY_MS))
        .select_from(table)
        .join(outlets, outlets.c.id == table.c.outlet)
        .where(valid(source, filters))
    )
    return session.scalar(query) or 0


# -- what every visit owes


Owing = tuple[Table, ColumnElement, ColumnElement[bool]]
"""The table of what is owed, its column that names what about, and when a visit owes it."""


def _displays(visit: Table, _outlets: FromClause) -> Owing:
    display = flat_table("display")
    here = and_(display.c.outlet == visit.c.outlet, ~display.c.retired)
    return display, display.c.id, and_(here, _in_force(display.c.from_on, display.c.until_on, visit))


def _lines(what: str, name: str) -> Callable[[Table, FromClause], Owing]:
    def owing(visit: Table, _outlets: FromClause) -> Owing:
        line = flat_table("plan_line")
        here = and_(line.c.outlet == visit.c.outlet, ~line.c.retired, line.c.what == what, line.c[name].is_not(None))
        return line, line.c[name], and_(here, _in_force(line.c.released_on, line.c.until_on, visit))

    return owing


def _in_force(from_on: ColumnElement, until_on: ColumnElement, visit: Table) -> ColumnElement[bool]:
    on = visit.c.made_on
    return and_(func.coalesce(from_on, on) <= on, func.coalesce(until_on, on) >= on)


OWED = {
    "display_check": (_displays, "display"),
    "pop_placement": (_lines("pop", "pop_item"), "pop_item"),
    "promo_check": (_lines("promo", "promo"), "promo"),
}
"""For each kind that a visit owes at its outlet: what it is owed about, and the field that names it."""
BY_CLASS = STOCK.kind
"""What a visit owes by the class of its outlet: the products of its must-stock list."""


def _owes(source: Source) -> bool:
    return source.kind == BY_CLASS or source.kind in OWED


def _owed(session: Session, source: Source, filters: Filters) -> tuple[int, int]:
    """(answers given, answers owed) by the finished visits of the window; nothing is owed of other kinds."""
    if source.kind == BY_CLASS:
        return _must_stock(session, source, filters)
    if source.kind not in OWED:
        return 0, 0
    asks, name = OWED[source.kind]
    visit, outlets, table = flat_table("visit"), outlets_in(filters), source.table
    of, about, when = asks(visit, outlets)
    owed = (
        select(visit.c.id.label("visit"), about.label("about"))
        .join(outlets, outlets.c.id == visit.c.outlet)
        .join(of, when)
        .where(in_window(visit, filters), ~visit.c.retired, done(visit))
        .distinct()
        .subquery("owed")
    )
    answered = and_(
        table.c.visit == owed.c.visit,
        table.c[name] == owed.c.about,
        ~table.c.retired,
        source.answer(table).is_not(None),
    )
    given = select(func.count(), func.count(table.c.id)).select_from(owed.outerjoin(table, answered))
    asked, told = session.execute(given).one()
    return told, asked


def _must_stock(session: Session, source: Source, filters: Filters) -> tuple[int, int]:
    """The same for must-stock lists: visits to outlets of one class owe the same all the time that one list holds."""
    visit, outlets, table, lists = flat_table("visit"), outlets_in(filters), source.table, MustStock(session)
    by = (outlets.c.outlet_class, *reign_of(visit.c.made_on, session, filters))
    visits = (
        select(outlets.c.outlet_class, func.max(visit.c.made_on), func.count())
        .select_from(visit)
        .join(outlets, outlets.c.id == visit.c.outlet)
        .where(in_window(visit, filters), ~visit.c.retired, done(visit))
    )
    made = session.execute(visits.group_by(*by)).all()
    asked = sum(len(lists.owed(outlet_class, day)) * count for outlet_class, day, count in made)
    answers = visits.join(table, table.c.visit == visit.c.id).where(~table.c.retired, source.answer(table).is_not(None))
    told = session.execute(answers.add_columns(table.c.sku).group_by(*by, table.c.sku)).all()
    return sum(count for of, day, count, sku in told if lists.holds(sku, of, day)), asked


# -- second looks


def _second_looks(session: Session, source: Source, filters: Filters) -> tuple[tuple[int, int, int, int], int]:
    """How often two people looked at the same within two days, by what each saw: (both well, only the first, only the
    second, neither), and how many second looks were made without the last value; blind ones alone where there are any.
    """
    if source.kind not in AS_IT_SHOULD_BE:
        return (0, 0, 0, 0), 0
    pairs = _pairs(source, filters)
    query = select(pairs.c.before_well, pairs.c.well, pairs.c.blind, func.count()).where(
        pairs.c.author != pairs.c.before_author, pairs.c.at - pairs.c.before_at <= DISAGREE_MS
    )
    found = session.execute(query.group_by(pairs.c.before_well, pairs.c.well, pairs.c.blind)).all()
    blind = sum(row[3] for row in found if row[2])
    cells = dict.fromkeys(((1, 1), (1, 0), (0, 1), (0, 0)), 0)
    for before, now, is_blind, count in found:
        if is_blind or not blind:
            cells[before, now] += count
    return (cells[1, 1], cells[1, 0], cells[0, 1], cells[0, 0]), blind


def _pairs(source: Source, filters: Filters) -> Subquery:
    """Every valid observation beside the one before it of the same."""
    table, outlets = source.table, outlets_in(filters)
    well = case((source.answer(table).in_(AS_IT_SHOULD_BE[source.kind]), 1), else_=0)
    blind = case((table.c.blind, 1), else_=0) if "blind" in table.c else literal(0)
    about = [table.c.outlet, *([table.c[source.subject]] if source.subject else [])]

    def before(value):
        return func.lag(value).over(partition_by=about, order_by=(table.c.first_at, table.c.id))

    return (
        select(
            well.label("well"),
            before(well).label("before_well"),
            table.c.author,
            before(table.c.author).label("before_author"),
            table.c.first_at.label("at"),
            before(table.c.first_at).label("before_at"),
            blind.label("blind"),
        )
        .join(outlets, outlets.c.id == table.c.outlet)
        .where(valid(source, filters))
        .subquery("pairs")
    )
