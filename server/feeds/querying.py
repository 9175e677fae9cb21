"""OData's query options over the records of a kind, put to the store."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from flask import request
from odata_query import ast
from odata_query.exceptions import ODataException
from odata_query.grammar import ODataLexer, ODataParser
from odata_query.sqlalchemy.core import AstToSqlAlchemyCoreVisitor
from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    Subquery,
    Text,
    and_,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from server.departments.reach import Reach
from server.errors import Problem
from server.feeds import asking
from server.feeds.sets import RecordSet

LONGEST_QUERY = 4_000


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as they are sent, how many there are in all (when counted), and where the next page begins."""

    rows: list[dict[str, Any]]
    total: int | None
    after: list[Any] | None


class _DayText(TypeDecorator):
    """A day of a query, as the store keeps days."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class _InstantMs(TypeDecorator):
    """An instant of a query, as the store keeps instants."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        if not isinstance(value, datetime):
            return value
        return int((value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp() * 1000)


class _Asked(AstToSqlAlchemyCoreVisitor):
    """A parsed `$filter` as a condition; only columns that the set has can be named."""

    def visit_Date(self, node: ast.Date) -> BindParameter:
        return literal(node.py_val, _DayText())

    def visit_DateTime(self, node: ast.DateTime) -> BindParameter:
        return literal(node.py_val, _InstantMs())


def page_of_records(session: Session, asked: RecordSet, reach: Reach, *, counted: bool) -> Page:
    """The rows that the query options of the request select, page by page in the order asked for, then by id.

    Problem when the options cannot be understood.
    """
    table = select(asked.table).where(reach.condition(asked.table.c.scope)).subquery("rows")
    query = select(table)
    if text := request.args.get("$filter"):
        query = query.where(_condition(table, text))
    try:
        total = session.scalar(select(func.count()).select_from(query.subquery())) if counted else None
        return _page(session, asked, table, query, total)
    except SQLAlchemyError as error:
        session.rollback()
        raise Problem("feed.bad_query", reason=type(error).__name__) from None


def _page(session: Session, asked: RecordSet, table: Subquery, query: Select, total: int | None) -> Page:
    order = _order(table, request.args.get("$orderby", ""))
    after = asking.cursor("$skiptoken")
    if after is not None:
        query = query.where(_behind(order, after))
    top = asking.count("$top", asking.LONGEST_PAGE + 1)
    left = top if after is None or len(after) == len(order) else int(after[-1])
    most = min(left, asking.LONGEST_PAGE)
    sorting = [_in_order(column, falls) for column, falls in order]
    found = session.execute(query.order_by(*sorting).offset(asking.count("$skip", 0)).limit(most + 1)).mappings().all()
    types = {each.name: each.type for each in asked.columns}
    wanted = chosen(list(types))
    sent = [{name: as_sent(types[name], row[name]) for name in wanted} for row in found[:most]]
    if len(found) <= most or left <= most:
        return Page(sent, total, None)
    last = [found[most - 1][column.name] for column, _ in order]
    return Page(sent, total, [*last, left - most] if "$top" in request.args else last)


def _condition(table: Subquery, text: str) -> ColumnElement[bool]:
    if len(text) > LONGEST_QUERY:
        raise Problem("feed.bad_query", reason="$filter")
    try:
        return _Asked(table).visit(ODataParser().parse(ODataLexer().tokenize(text)))  # type: ignore[arg-type]
    except (ODataException, RuntimeError, ValueError, TypeError, AttributeError) as error:
        raise Problem("feed.bad_query", reason=f"$filter: {error}"[:200]) from None


def _order(table: Subquery, text: str) -> list[tuple[ColumnElement, bool]]:
    """The columns to sort by, each with whether it falls; the id comes last, so that no two rows are equal."""
    order: list[tuple[ColumnElement, bool]] = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, _, way = part.partition(" ")
        if name not in table.c or way.strip() not in ("", "asc", "desc"):
            raise Problem("feed.bad_query", reason=f"$orderby: {part}"[:200])
        order.append((table.c[name], way.strip() == "desc"))
    return [*order, (table.c.id, False)]


def _in_order(column: ColumnElement, falls: bool) -> ColumnElement:
    """What has no value comes first going up and last coming down, on every store."""
    return column.desc().nulls_last() if falls else column.asc().nulls_first()


def _behind(order: list[tuple[ColumnElement, bool]], after: list[Any]) -> ColumnElement[bool]:
    """The condition that a row comes after the last one of a page."""
    if len(after) not in (len(order), len(order) + 1):
        raise Problem("request.malformed", field="$skiptoken")
    ways = []
    for place, (column, falls) in enumerate(order):
        same = [_is(each, value) for (each, _), value in zip(order[:place], after, strict=False)]
        ways.append(and_(*same, _beyond(column, falls, after[place])))
    return or_(*ways)


def _is(column: ColumnElement, value: Any) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def _beyond(column: ColumnElement, falls: bool, value: Any) -> ColumnElement[bool]:
    if value is None:
        return literal(False) if falls else column.is_not(None)
    return or_(column < value, column.is_(None)) if falls else column > value


def chosen(columns: list[str]) -> list[str]:
    """The columns that `$select` names, all of them without it. Problem when one is none."""
    asked = request.args.get("$select", "*")
    wanted = columns if asked == "*" else [name.strip() for name in asked.split(",")]
    if unknown := [name for name in wanted if name not in columns]:
        raise Problem("feed.bad_query", reason=f"$select: {unknown[0]}"[:200])
    return wanted


def as_sent(type_: str, value: Any) -> Any:
    """A value as OData writes it: instants with their zone, days as days."""
    if value is None:
        return None
    if type_ == "instant":
        moment = datetime.fromtimestamp(value / 1000, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date | time) else value
