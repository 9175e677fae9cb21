"""The observations a view reads: all of them for a flow, the latest of each outlet and subject for a state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, Table, and_, case, func, literal, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.metrics import Basis
from server.departments.reach import may_read
from server.departments.universe import narrows_products, of_products, outlets_in, outlets_of_parts
from server.flat import flat_table

HOUR_MS = 3_600_000
DISAGREE_MS = 48 * HOUR_MS


def everything(_table: Table) -> ColumnElement:
    """Any record counts as answered."""
    return literal(1)


@dataclass(frozen=True)
class Source:
    """Which observations answer: a kind, what each is about, the answer that must be there, and the day it is of."""

    kind: str
    subject: str | None = None
    answer: Callable[[Table], ColumnElement] = everything
    latest_only: bool = True
    by_product: bool = False
    day: str = "made_on"
    of_closed: bool = False
    """Whether outlets that have closed since count too: what was sold was sold."""

    @property
    def table(self) -> Table:
        """The flat table of the kind."""
        return flat_table(self.kind)

    def outlets(self, filters: Filters) -> Subquery:
        """The outlets of the parts looked at whose records answer."""
        return outlets_of_parts(filters) if self.of_closed else outlets_in(filters)

    def in_window(self, filters: Filters) -> ColumnElement[bool]:
        """The condition that a record is of a day of the window."""
        return in_window(self.table, filters, self.day)


def in_window(table: Table | FromClause, filters: Filters, day: str = "made_on") -> ColumnElement[bool]:
    """The condition that a record was made on a day of the window, and that its reader may read it."""
    return and_(table.c[day].between(filters.from_on, filters.until_on), may_read(table, filters))


def valid(source: Source, filters: Filters) -> ColumnElement[bool]:
    """The condition that a record is in the window, not retired, answered and in the range looked at."""
    table = source.table
    conditions = [source.in_window(filters), ~table.c.retired]
    if source.answer is not everything:
        conditions.append(source.answer(table).is_not(None))
    if source.by_product and source.subject and narrows_products(filters):
        conditions.append(of_products(table.c[source.subject], filters))
    return and_(*conditions)


def read(source: Source, filters: Filters, *columns: str) -> Subquery:
    """The records that answer, with the columns named and `answer`; for a state only the latest of each."""
    table = source.table
    names = dict.fromkeys(("id", "outlet", "made_on", "first_at", *filter(None, (source.subject,)), *columns))
    chosen = [table.c[name] for name in names] + [source.answer(table).label("answer")]
    query = select(*chosen).where(valid(source, filters))
    if not source.latest_only:
        return query.subquery("observed")
    about = [table.c.outlet, *([table.c[source.subject]] if source.subject else [])]
    rank = func.row_number().over(partition_by=about, order_by=(table.c.first_at.desc(), table.c.id.desc()))
    ranked = query.add_columns(rank.label("nth")).subquery("ranked")
    kept = [each for each in ranked.c if each.name != "nth"]
    return select(*kept).where(ranked.c.nth == 1).subquery("latest")


def ids_of(
    source: Source,
    filters: Filters,
    columns: tuple[str, ...],
    where: Callable[[Subquery, Subquery], list[ColumnElement[bool]]],
) -> Select:
    """The ids of the records that answer inside the parts looked at, newest first."""
    observed, outlets = read(source, filters, *columns), source.outlets(filters)
    return (
        select(observed.c.id)
        .join(outlets, outlets.c.id == observed.c.outlet)
        .where(*where(observed, outlets))
        .order_by(observed.c.first_at.desc(), observed.c.id)
    )


def basis_of(session: Session, source: Source, filters: Filters, n: int | None = None) -> Basis:
    """What a figure over a source stands on: observations, outlets, the median age of their latest."""
    table, outlets = source.table, source.outlets(filters)
    query = (
        select(func.max(table.c.first_at), func.max(table.c[source.day]), func.count())
        .select_from(table)
        .join(outlets, outlets.c.id == table.c.outlet)
        .where(valid(source, filters))
        .group_by(table.c.outlet)
    )
    found = session.execute(query).all()
    own_day = source.day != "made_on"  # such a record was told later than the day it is of
    moments = [_midnight(day) if own_day else at for at, day, _ in found]
    hours = [max(0, filters.now - moment) / HOUR_MS for moment in moments]
    counted = sum(count for *_, count in found) if n is None else n
    return Basis(counted, len(found), median(hours) if hours else None, filters.from_on, filters.until_on)


def _midnight(day: str) -> int:
    """The moment a local day begins, as near as a freshness in days needs it."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)


@dataclass(frozen=True)
class Excluded:
    """How many observations of the window a view left out, by reason."""

    seen: int
    retired: int
    unanswered: int
    elsewhere: int
    superseded: int

    @property
    def counted(self) -> int:
        """How many remain."""
        return self.seen - self.retired - self.unanswered - self.elsewhere - self.superseded


def excluded(session: Session, source: Source, filters: Filters) -> Excluded:
    """Counts of what was made in the window and why it does not count."""
    table, outlets = source.table, source.outlets(filters)
    inside: ColumnElement[bool] = outlets.c.id.is_not(None)
    if source.by_product and source.subject and narrows_products(filters):
        inside = and_(inside, of_products(table.c[source.subject], filters))
    reasons = [(table.c.retired, literal("retired")), (~inside, literal("elsewhere"))]
    if source.answer is not everything:
        reasons.insert(1, (source.answer(table).is_(None), literal("unanswered")))
    reason = case(*reasons, else_=literal("counted"))
    joined = table.outerjoin(outlets, outlets.c.id == table.c.outlet)
    query = select(reason, func.count()).select_from(joined).where(source.in_window(filters)).group_by(reason)
    found = {row[0]: row[1] for row in session.execute(query)}
    counted = found.pop("counted", 0)
    current = _current(session, source, filters) if source.latest_only else counted
    return Excluded(
        seen=sum(found.values()) + counted,
        retired=found.get("retired", 0),
        unanswered=found.get("unanswered", 0),
        elsewhere=found.get("elsewhere", 0),
        superseded=counted - current,
    )


def _current(session: Session, source: Source, filters: Filters) -> int:
    latest, outlets = read(source, filters), source.outlets(filters)
    return session.scalar(select(func.count()).select_from(latest).join(outlets, outlets.c.id == latest.c.outlet)) or 0


@dataclass(frozen=True)
class Disagreement:
    """Two observers who saw different things within two days; the later one stands."""

    outlet: str
    subject: str | None
    earlier: str
    later: str
    earlier_author: str
    later_author: str
    earlier_answer: str
    later_answer: str
    at: int


def disagreements_in(session: Session, source: Source, filters: Filters, limit: int = 50) -> list[Disagreement]:
    """Pairs of neighbouring observations of one subject by two people with different answers, newest first."""
    table, outlets = source.table, source.outlets(filters)
    answer = source.answer(table)
    about = [table.c.outlet, *([table.c[source.subject]] if source.subject else [])]
    before: dict[str, Any] = {"partition_by": about, "order_by": (table.c.first_at, table.c.id)}
    pairs = (
        select(
            table.c.outlet,
            (table.c[source.subject] if source.subject else literal(None)).label("subject"),
            func.lag(table.c.id).over(**before).label("earlier"),
            table.c.id.label("later"),
            func.lag(table.c.author).over(**before).label("earlier_author"),
            table.c.author.label("later_author"),
            func.lag(answer).over(**before).label("earlier_answer"),
            answer.label("later_answer"),
            table.c.first_at.label("at"),
            func.lag(table.c.first_at).over(**before).label("earlier_at"),
        )
        .where(valid(source, filters))
        .subquery("pairs")
    )
    query = (
        select(*list(pairs.c)[:9])
        .join(outlets, outlets.c.id == pairs.c.outlet)
        .where(
            pairs.c.earlier_author != pairs.c.later_author,
            pairs.c.earlier_answer != pairs.c.later_answer,
            pairs.c.at - pairs.c.earlier_at <= DISAGREE_MS,
        )
        .order_by(pairs.c.at.desc())
        .limit(limit)
    )
    return [Disagreement(*row) for row in session.execute(query)]
