"""Attitude moves: how retailers climb or slip on the ladder, and after which argument."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Subquery, and_, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.observations import Source, basis_of, ids_of, read
from server.departments.stock import count_if
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column, options_of
from sync.fields import Words
from sync.kinds.observations.attitude import ATTITUDE

SOURCE = Source("attitude", answer=lambda table: table.c.level, latest_only=False)
SUMS = ("used", "followed", "up", "level", "down")


def _answer(session: Session, filters: Filters) -> Answer:
    rows = [_row(row) for row in session.execute(_moves(filters)).mappings()]
    levels = _last_levels(session, filters)
    basis = basis_of(session, SOURCE, filters)
    figures = [metrics.attitude_net(levels), _conversion(rows)]
    return Answer([figure.over(basis) for figure in figures], rows)


def _moves(filters: Filters):
    """For each argument: how often used, how often asked again in the window, and how the retailer stood then."""
    seen, outlets = read(SOURCE, filters, "argument"), outlets_in(filters)
    following = func.lead(seen.c.answer).over(partition_by=seen.c.outlet, order_by=(seen.c.first_at, seen.c.id))
    pairs = (
        select(func.coalesce(seen.c.argument, "").label("argument"), seen.c.answer, following.label("following"))
        .join(outlets, outlets.c.id == seen.c.outlet)
        .subquery("pairs")
    )
    known = pairs.c.following.is_not(None)
    return (
        select(
            pairs.c.argument,
            func.count().label("used"),
            count_if(known).label("followed"),
            count_if(and_(known, pairs.c.following > pairs.c.answer)).label("up"),
            count_if(and_(known, pairs.c.following == pairs.c.answer)).label("level"),
            count_if(and_(known, pairs.c.following < pairs.c.answer)).label("down"),
        )
        .group_by(pairs.c.argument)
        .order_by(func.count().desc(), pairs.c.argument)
    )


def _row(row: Mapping) -> dict:
    counts = {name: int(row[name]) for name in SUMS}
    return {"argument": row["argument"], **counts, "attitude_conversion": _conversion([counts]).value}


def _conversion(rows: list[dict]) -> Figure:
    return metrics.attitude_conversion(sum(row["up"] for row in rows), sum(row["followed"] for row in rows))


def _last_levels(session: Session, filters: Filters) -> list[int]:
    latest = read(Source("attitude", answer=SOURCE.answer), filters)
    outlets = outlets_in(filters)
    query = select(latest.c.answer).join(outlets, outlets.c.id == latest.c.outlet)
    return list(session.scalars(query))


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], _part: str | None):
    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        return [func.coalesce(seen.c.argument, "") == key["argument"]] if "argument" in key else []

    return ids_of(SOURCE, filters, ("argument",), where)


ATTITUDE_MOVES = View(
    name="attitude_moves",
    owner="marketing",
    title=Words("What moves retailers", "态度变化"),
    question=Words("Which arguments win retailers over?", "哪些理由能打动店主？"),
    definition=Words(
        "Every attitude of the window beside the next one of the same outlet in the window. Won over: times the "
        "retailer then stood higher ÷ times the next attitude is known. The net stands on each outlet's latest.",
        "期内每次态度与同一门店期内的下一次对照。转化：其后态度上升的次数 ÷ 下一次已知的次数。净值取各门店最近一次。",
    ),
    source=SOURCE,
    key=("argument",),
    leads_with=("attitude_net", "attitude_conversion"),
    columns=(
        column("argument", "choice", "Argument", "理由", options=options_of(ATTITUDE, "argument")),
        column("used", "integer", "Used", "使用次数", part="used"),
        column("followed", "integer", "Asked again", "再次询问"),
        column("up", "integer", "Stood higher", "上升"),
        column("level", "integer", "Stood as before", "不变"),
        column("down", "integer", "Stood lower", "下降"),
        column("attitude_conversion", "share", "Won over", "转化率"),
    ),
    answer=_answer,
    evidence=_evidence,
)
