"""Coverage: are the routes walked as planned, and which outlets are reached."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.observations import basis_of, in_window
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column
from server.departments.walks import EXCUSES, VISITS, Walk, done, productive_visits, walks_of
from server.flat import flat_table
from sync.fields import Words


def _answer(session: Session, filters: Filters) -> Answer:
    walks, productive = walks_of(session, filters), productive_visits(session, filters)
    outlets, names = _outlets(session, filters), _routes(session)
    ids = sorted(outlets.keys() | walks.keys(), key=lambda route: route or "")
    rows = [
        _row(route, names.get(route or ""), walks[route], productive.get(route, 0), outlets.get(route, set()))
        for route in ids
    ]
    everything = set().union(*outlets.values()) if outlets else set()
    figures = _figures([walks[route] for route in ids], sum(productive.values()), everything)
    basis = basis_of(session, VISITS, filters)
    return Answer([figure.over(basis) for figure in figures.values()], rows)


def _outlets(session: Session, filters: Filters) -> dict[str | None, set[str]]:
    outlets = outlets_in(filters)
    groups: dict[str | None, set[str]] = {}
    for outlet, route in session.execute(select(outlets.c.id, outlets.c.route)):
        groups.setdefault(route, set()).add(outlet)
    return groups


def _routes(session: Session) -> dict[str, Mapping]:
    route, territory = flat_table("route"), flat_table("territory")
    query = select(route.c.id, route.c.name, route.c.tallyman, territory.c.name.label("territory")).outerjoin(
        territory, territory.c.id == route.c.territory
    )
    return {row["id"]: row for row in session.execute(query).mappings()}


def _figures(walks: list[Walk], productive: int, outlets: set[str]) -> dict[str, Figure]:
    planned, visited = sum(len(walk.due) for walk in walks), sum(len(walk.visited) for walk in walks)
    visits, excused = sum(len(walk.visits) for walk in walks), sum(walk.excused for walk in walks)
    reached = {outlet for walk in walks for outlet, _, _ in walk.visits} & outlets
    return {
        "route_rate": metrics.route_rate(visited, planned),
        "call_compliance": metrics.call_compliance(visited, visits),
        "adjusted_route_rate": metrics.adjusted_route_rate(visited, planned, excused),
        "sequence_adherence": metrics.sequence_adherence(day for walk in walks for day in walk.orders()),
        "frequency_compliance": metrics.frequency_compliance(pair for walk in walks for pair in walk.frequencies()),
        "outlet_coverage": metrics.outlet_coverage(len(reached), len(outlets)),
        "productive_tally_visit": metrics.productive_tally_visit(productive, visits),
        "time_in_store": metrics.time_in_store(minutes for walk in walks for minutes in walk.minutes),
    }


def _row(route: str | None, names: Mapping | None, walk: Walk, productive: int, outlets: set[str]) -> dict:
    figures = _figures([walk], productive, outlets)
    return {
        "route": route,
        "route_name": names["name"] if names else None,
        "territory": names["territory"] if names else None,
        "tallyman": names["tallyman"] if names else None,
        "planned": len(walk.due),
        "planned_visited": len(walk.visited),
        "visits": len(walk.visits),
        "skipped": len(walk.skipped),
        "excused": walk.excused,
        "outlets": len(outlets),
        "outlets_visited": len({outlet for outlet, _, _ in walk.visits} & outlets),
        **{name: figure.value for name, figure in figures.items()},
    }


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], part: str | None):
    visit, outlets = flat_table("visit"), outlets_in(filters)
    query = (
        select(visit.c.id)
        .join(outlets, outlets.c.id == visit.c.outlet)
        .where(in_window(visit, filters), ~visit.c.retired)
        .order_by(visit.c.first_at.desc(), visit.c.id)
    )
    if "route" in key:
        query = query.where(func.coalesce(visit.c.route, outlets.c.route, "") == key["route"])
    if part == "visits":
        query = query.where(done(visit))
    if part in ("skipped", "excused"):
        query = query.where(visit.c.outcome == "skipped")
    return query.where(visit.c.skip_reason.in_(EXCUSES)) if part == "excused" else query


COVERAGE = View(
    name="coverage",
    owner="sales",
    title=Words("Coverage", "覆盖"),
    question=Words(
        "Are the routes walked as planned, and which outlets are reached?",
        "路线是否按计划走完，覆盖了哪些门店？",
    ),
    definition=Words(
        "A stop is planned on every day of the window on which it is due. It counts as visited when a visit took place "
        "at its outlet on that day; a second visit on the same day is off plan. Excused: skipped because the outlet "
        "was closed, not found or not safe.",
        "站点在期内每个应访日均计为计划。当日在该门店有拜访即算已拜访；同日第二次拜访算计划外。可免责：因关门、停业、找不到或不安全而跳过。",
    ),
    source=VISITS,
    key=("route",),
    opens={name: "visits" for name in ("route_rate", "call_compliance", "outlet_coverage", "time_in_store")},
    leads_with=("route_rate", "outlet_coverage"),
    columns=(
        column("route", "ref", "Route id", "路线编号", shown=False),
        column("route_name", "text", "Route", "路线"),
        column("territory", "text", "Territory", "辖区"),
        column("tallyman", "text", "Tallyman", "理货员"),
        column("planned", "integer", "Planned", "计划"),
        column("planned_visited", "integer", "Planned and visited", "计划且已访"),
        column("visits", "integer", "All visits", "全部拜访", part="visits"),
        column("skipped", "integer", "Skipped", "跳过", part="skipped"),
        column("excused", "integer", "Excused", "可免责", part="excused"),
        column("route_rate", "share", "Route rate", "路线完成率"),
        column("adjusted_route_rate", "share", "Adjusted", "调整后"),
        column("call_compliance", "share", "On plan", "按计划"),
        column("sequence_adherence", "share", "In order", "顺序"),
        column("frequency_compliance", "share", "Frequency", "频次"),
        column("outlets", "integer", "Active outlets", "营业门店"),
        column("outlets_visited", "integer", "Outlets visited", "已访门店"),
        column("outlet_coverage", "share", "Outlet coverage", "门店覆盖"),
        column("productive_tally_visit", "share", "Productive", "有效"),
        column("time_in_store", "minutes", "Minutes in the outlet", "在店分钟"),
    ),
    answer=_answer,
    evidence=_evidence,
)
