"""Attitude ladder: on which step the retailers stand, now and in the window before."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Subquery, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.observations import Source, basis_of, ids_of, read
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column
from sync.fields import Option, Words

SOURCE = Source("attitude", answer=lambda table: table.c.level)
STEPS = (
    Option("4", Words("4 initiates", "4 主动")),
    Option("3", Words("3 helps", "3 帮助")),
    Option("2", Words("2 agrees", "2 同意")),
    Option("1", Words("1 tolerates", "1 容忍")),
    Option("0", Words("0 refuses", "0 拒绝")),
)


def _answer(session: Session, filters: Filters) -> Answer:
    now, then = _standing(session, filters), _standing(session, filters.previous())
    total, total_then = sum(now.values()), sum(then.values())
    rows = [
        {
            "level": step.name,
            "outlets": now.get(int(step.name), 0),
            "of_outlets": now.get(int(step.name), 0) / total if total else None,
            "before": then.get(int(step.name), 0),
            "of_outlets_before": then.get(int(step.name), 0) / total_then if total_then else None,
        }
        for step in STEPS
    ]
    levels = [level for level, count in now.items() for _ in range(count)]
    figure = metrics.attitude_net(levels).over(basis_of(session, SOURCE, filters, total))
    return Answer([figure], rows if total or total_then else [])


def _standing(session: Session, filters: Filters) -> dict[int, int]:
    seen, outlets = read(SOURCE, filters), outlets_in(filters)
    query = select(seen.c.answer, func.count()).join(outlets, outlets.c.id == seen.c.outlet).group_by(seen.c.answer)
    return {row[0]: row[1] for row in session.execute(query)}


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], _part: str | None):
    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        return [seen.c.answer == int(key["level"])] if key.get("level", "").isdecimal() else []

    return ids_of(SOURCE, filters, (), where)


ATTITUDE_LADDER = View(
    name="attitude_ladder",
    owner="sales",
    title=Words("Attitude ladder", "态度阶梯"),
    question=Words("On which step do the retailers stand?", "店主站在哪一级？"),
    definition=Words(
        "The latest attitude of each outlet in the window, beside the latest in the window of equal length before. "
        "Net: share at step 3 or 4 − share at step 0 or 1.",
        "期内每家门店最近一次态度，并与之前等长时段的最近一次对照。净值：第 3、4 级占比 − 第 0、1 级占比。",
    ),
    source=SOURCE,
    key=("level",),
    leads_with=("attitude_net",),
    columns=(
        column("level", "choice", "Step", "级别", options=STEPS),
        column("outlets", "integer", "Outlets", "门店", part="outlets"),
        column("of_outlets", "share", "Of outlets", "占比"),
        column("before", "integer", "Window before", "上一时段"),
        column("of_outlets_before", "share", "Of outlets before", "上一时段占比"),
    ),
    answer=_answer,
    evidence=_evidence,
)
