"""Network: which outlets are new, closed, moved or entered twice."""

from collections.abc import Mapping

from sqlalchemy import Row, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.likeness import Place, twins
from server.departments.observations import basis_of
from server.departments.universe import outlets_count, outlets_in, outlets_of_parts
from server.departments.view import Answer, View, column
from server.departments.walks import VISITS, outlets_visited
from server.flat import flat_table
from sync.fields import Option, Words

CHANGES = (
    Option("new", Words("new", "新增")),
    Option("closed", Words("closed", "停业")),
    Option("moved", Words("moved", "位置变动")),
    Option("duplicate", Words("possible duplicate", "疑似重复")),
)
SHOWN = ("id", "name", "outlet_class", "channel", "route", "address", "status", "opened_on", "closed_on")
PLACE = ("phone", "position_lat_e6", "position_lon_e6")
FAR_VISITS = 2


def _answer(session: Session, filters: Filters) -> Answer:
    active = outlets_count(session, filters)
    new, closed = _opened(session, filters), _closed(session, filters)
    moved, double = _moved(session, filters), _duplicates(session, filters)
    rows = [
        *(_row(outlet, "new", outlet.opened_on) for outlet in new),
        *(_row(outlet, "closed", outlet.closed_on) for outlet in closed),
        *(_row(outlet, "moved", seen_on, metres=metres) for outlet, seen_on, metres in moved),
        *(_row(one, "duplicate", None, metres=metres, twin=other) for one, other, metres in double),
    ]
    known = bool(active or rows)
    figures = [
        metrics.active_outlets(active or None),
        metrics.outlet_coverage(outlets_visited(session, filters), active),
        *(
            count(len(found) if known else None)
            for count, found in (
                (metrics.new_outlets, new),
                (metrics.closed_outlets, closed),
                (metrics.moved_outlets, moved),
                (metrics.duplicate_outlets, double),
            )
        ),
    ]
    basis = basis_of(session, VISITS, filters)
    return Answer([figure.over(basis) for figure in figures], rows)


def _row(outlet: Row, change: str, on: str | None, *, metres: float | None = None, twin: Row | None = None) -> dict:
    return {
        "outlet": outlet.id,
        "outlet_name": outlet.name,
        "change": change,
        "on": on,
        "outlet_class": outlet.outlet_class,
        "channel": outlet.channel,
        "route": outlet.route,
        "address": outlet.address,
        "metres": metres,
        "twin": twin.id if twin else "",
        "twin_name": twin.name if twin else None,
    }


def _outlets(filters: Filters, *columns: str):
    """The outlets of the parts looked at, open or not, in order of name."""
    outlet, parts = flat_table("outlet"), outlets_of_parts(filters)
    chosen = [outlet.c[name] for name in (*SHOWN, *columns)]
    return select(*chosen).join(parts, parts.c.id == outlet.c.id).order_by(outlet.c.name, outlet.c.id)


def _opened(session: Session, filters: Filters) -> list[Row]:
    opened = flat_table("outlet").c.opened_on.between(filters.from_on, filters.until_on)
    return list(session.execute(_outlets(filters).where(opened)))


def _closed(session: Session, filters: Filters) -> list[Row]:
    closed = flat_table("outlet").c.closed_on.between(filters.from_on, filters.until_on)
    return list(session.execute(_outlets(filters).where(closed)))


def _moved(session: Session, filters: Filters) -> list[tuple[Row, str | None, int | None]]:
    """Active outlets reported or twice found elsewhere, each with the last such day and how far away it was."""
    outlet, active, far = flat_table("outlet"), outlets_in(filters), _found_far(filters)
    query = (
        _outlets(filters)
        .join(active, active.c.id == outlet.c.id)
        .outerjoin(far, far.c.outlet == outlet.c.id)
        .where(or_(outlet.c.status == "wrong_pin", far.c.outlet.is_not(None)))
        .add_columns(far.c.seen_on, far.c.metres)
    )
    return [(row, row.seen_on, row.metres) for row in session.execute(query)]


def _found_far(filters: Filters) -> Subquery:
    visit = flat_table("visit")
    placed = visit.c.location_status.in_(("near", "unsure", "far"))
    rank = func.row_number().over(partition_by=visit.c.outlet, order_by=(visit.c.first_at.desc(), visit.c.id.desc()))
    ranked = (
        select(visit.c.outlet, visit.c.location_status, visit.c.made_on, visit.c.distance_m, rank.label("nth"))
        .where(VISITS.in_window(filters), ~visit.c.retired, placed)
        .subquery("ranked")
    )
    far = func.sum(case((ranked.c.location_status == "far", 1), else_=0))
    return (
        select(
            ranked.c.outlet,
            func.max(ranked.c.made_on).label("seen_on"),
            func.max(case((ranked.c.nth == 1, ranked.c.distance_m))).label("metres"),
        )
        .where(ranked.c.nth <= FAR_VISITS)
        .group_by(ranked.c.outlet)
        .having(and_(func.count() == FAR_VISITS, far == FAR_VISITS))
        .subquery("far")
    )


def _duplicates(session: Session, filters: Filters) -> list[tuple[Row, Row, int | None]]:
    outlet, active = flat_table("outlet"), outlets_in(filters)
    query = _outlets(filters, *PLACE).join(active, active.c.id == outlet.c.id)
    found = {row.id: row for row in session.execute(query)}
    places = [
        Place(row.id, row.name or "", row.phone, row.position_lat_e6, row.position_lon_e6) for row in found.values()
    ]
    return [(found[one], found[other], metres) for one, other, metres in twins(places)]


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], _part: str | None):
    """Visits, at outlets that have closed too."""
    visit, parts = flat_table("visit"), outlets_of_parts(filters)
    outlets = [key[name] for name in ("outlet", "twin") if key.get(name)]
    query = (
        select(visit.c.id)
        .join(parts, parts.c.id == visit.c.outlet)
        .where(VISITS.in_window(filters), ~visit.c.retired)
        .order_by(visit.c.first_at.desc(), visit.c.id)
    )
    return query.where(visit.c.outlet.in_(outlets)) if outlets else query


NETWORK = View(
    name="network",
    owner="sales",
    title=Words("Network", "门店网络"),
    question=Words(
        "Which outlets are new, closed, moved or entered twice, and how many are reached?",
        "哪些门店新增、停业、移位或重复登记，覆盖了多少？",
    ),
    definition=Words(
        "New and closed: by the days on the outlet's card. Moved: the pin was reported wrong, or the two latest "
        "visits with a position both began far from it. Possible duplicates: one phone number, or within 40 m with "
        "names that are alike. The evidence of a row is the visits made there.",
        "新增与停业：按门店资料的日期。位置变动：定位被报告有误，或最近两次有定位的拜访均远离定位。"
        "疑似重复：电话相同，或 40 米内名称相近。每行的依据是在该门店的拜访。",
    ),
    source=VISITS,
    key=("outlet", "change", "twin"),
    leads_with=("new_outlets", "closed_outlets", "outlet_coverage"),
    columns=(
        column("change", "choice", "Change", "变动", options=CHANGES),
        column("outlet", "ref", "Outlet id", "门店编号", shown=False),
        column("outlet_name", "text", "Outlet", "门店"),
        column("on", "day", "On", "日期"),
        column("outlet_class", "text", "Class", "等级"),
        column("channel", "text", "Channel", "渠道"),
        column("route", "ref", "Route", "路线"),
        column("address", "text", "Address", "地址"),
        column("metres", "integer", "Metres away", "相距（米）"),
        column("twin", "ref", "Other outlet id", "另一门店编号", shown=False),
        column("twin_name", "text", "Other outlet", "另一门店"),
    ),
    answer=_answer,
    evidence=_evidence,
)
