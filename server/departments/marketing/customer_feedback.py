"""Customer feedback: what retailers and shoppers say, what tallymen suggest, how retailers stand towards us."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Subquery, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics.people import DAY_MS
from server.departments.observations import Source, basis_of, ids_of, read
from server.departments.stock import count_if
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column, options_of
from sync.fields import Words
from sync.kinds.observations.feedback import FEEDBACK

SOURCE = Source("feedback", latest_only=False)
ATTITUDE = Source("attitude", answer=lambda table: table.c.level)
READ = ("author", "voice", "theme", "text", "urgency", "first_received_at")
PARTS = {"urgent": lambda seen: seen.c.urgency == "high"}


def _answer(session: Session, filters: Filters) -> Answer:
    rows = [dict(row._mapping) for row in session.execute(_remarks(filters))]
    basis = basis_of(session, SOURCE, filters, len(rows))
    urgent = sum(row["urgency"] == "high" for row in rows)
    timely = metrics.report_timeliness(_in_time(session, filters), len(rows))
    levels = _levels(session, filters)
    attitude = metrics.attitude_net(levels).over(basis_of(session, ATTITUDE, filters, len(levels)))
    counts = [metrics.remarks(len(rows) or None), metrics.urgent_remarks(urgent if rows else None), timely]
    return Answer([*(figure.over(basis) for figure in counts), attitude], rows)


def _remarks(filters: Filters):
    seen, outlets = read(SOURCE, filters, *READ), outlets_in(filters)
    return (
        select(
            seen.c.id,
            seen.c.first_at.label("said_at"),
            seen.c.outlet,
            outlets.c.name.label("outlet_name"),
            outlets.c.route,
            seen.c.voice,
            seen.c.theme,
            seen.c.text,
            seen.c.urgency,
            seen.c.author,
        )
        .join(outlets, outlets.c.id == seen.c.outlet)
        .order_by(seen.c.first_at.desc(), seen.c.id)
    )


def _in_time(session: Session, filters: Filters) -> int:
    seen, outlets = read(SOURCE, filters, *READ), outlets_in(filters)
    in_time = count_if(seen.c.first_received_at - seen.c.first_at <= DAY_MS)
    return session.scalar(select(in_time).select_from(seen).join(outlets, outlets.c.id == seen.c.outlet)) or 0


def _levels(session: Session, filters: Filters) -> list[int]:
    seen, outlets = read(ATTITUDE, filters), outlets_in(filters)
    query = select(seen.c.answer, func.count()).join(outlets, outlets.c.id == seen.c.outlet).group_by(seen.c.answer)
    return [level for level, count in session.execute(query) for _ in range(count)]


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], part: str | None):
    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        conditions = [seen.c[name] == key[name] for name in ("id", "outlet", "theme", "voice") if key.get(name)]
        return [*conditions, PARTS[part](seen)] if part in PARTS else conditions

    return ids_of(SOURCE, filters, READ, where)


CUSTOMER_FEEDBACK = View(
    name="customer_feedback",
    owner="marketing",
    title=Words("Customer feedback", "客户反馈"),
    question=Words(
        "What do retailers and shoppers say, and how do retailers stand towards us?",
        "店主与消费者怎么说，店主态度如何？",
    ),
    definition=Words(
        "Every remark recorded in the window, whoever said it. Attitude: the latest step of each outlet on the ladder "
        "0 to 4 in the window.",
        "期内的每一条反馈，不论来自谁。态度：期内每家门店在 0 至 4 级阶梯上的最近一级。",
    ),
    source=SOURCE,
    key=("id",),
    row_is_record=True,
    stands_on={"attitude_net": ATTITUDE},
    opens={"urgent_remarks": "urgent"},
    leads_with=("remarks", "attitude_net"),
    columns=(
        column("id", "ref", "Record", "记录", shown=False),
        column("said_at", "instant", "Said", "时间"),
        column("outlet", "ref", "Outlet id", "门店编号", shown=False),
        column("outlet_name", "text", "Outlet", "门店"),
        column("route", "ref", "Route", "路线"),
        column("voice", "choice", "Voice", "来自", options=options_of(FEEDBACK, "voice")),
        column("theme", "choice", "Theme", "主题", options=options_of(FEEDBACK, "theme")),
        column("text", "text", "In their words", "原话"),
        column("urgency", "choice", "Urgency", "紧急程度", options=options_of(FEEDBACK, "urgency")),
        column("author", "text", "Taken down by", "记录人"),
    ),
    answer=_answer,
    evidence=_evidence,
)
