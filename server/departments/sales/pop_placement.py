"""POP placement: what marketing released against what was put up and still stands."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.observations import Source, basis_of, ids_of
from server.departments.reach import may_read
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column
from server.flat import flat_table
from sync.fields import Words

SOURCE = Source("pop_placement", "pop_item", lambda table: table.c.state)
PUT_UP = ("placed", "standing", "replaced", "damaged")
STANDING = ("placed", "standing", "replaced")
Pair = tuple[str, str]


@dataclass
class Placement:
    """What is known of one item at one outlet: how often seen, ever put up, how found last."""

    seen: int
    put_up: bool
    state: str
    mount: str | None
    made_on: str


def _answer(session: Session, filters: Filters) -> Answer:
    items = _items(session)
    planned, found = _planned(session, filters), _placements(session, filters)
    pairs: dict[str, set[Pair]] = defaultdict(set)
    for pair in planned.keys() | found.keys():
        pairs[pair[1]].add(pair)
    rows = [_row(item, items.get(item), pairs[item], planned, found) for item in sorted(pairs)]
    basis = basis_of(session, SOURCE, filters, len(found))
    return Answer([figure.over(basis) for figure in _figures(rows).values()], rows, [NO_ISSUE])


def _planned(session: Session, filters: Filters) -> dict[Pair, int]:
    """The units owed at each outlet of each item by lines released by the window's end and still running in it."""
    line, outlets = flat_table("plan_line"), outlets_in(filters)
    query = (
        select(line.c.outlet, line.c.pop_item, func.sum(func.coalesce(line.c.units, 1)))
        .join(outlets, outlets.c.id == line.c.outlet)
        .where(~line.c.retired, line.c.what == "pop", line.c.pop_item.is_not(None), may_read(line, filters))
        .where(or_(line.c.released_on.is_(None), line.c.released_on <= filters.until_on))
        .where(or_(line.c.until_on.is_(None), line.c.until_on >= filters.from_on))
        .group_by(line.c.outlet, line.c.pop_item)
    )
    return {(outlet, item): units for outlet, item, units in session.execute(query)}


def _placements(session: Session, filters: Filters) -> dict[Pair, Placement]:
    """The history up to the window's end of each pair seen in the window, and how it was found last."""
    table, outlets = SOURCE.table, outlets_in(filters)
    known = and_(
        ~table.c.retired, table.c.state.is_not(None), table.c.made_on <= filters.until_on, may_read(table, filters)
    )
    about: dict[str, Any] = {"partition_by": (table.c.outlet, table.c.pop_item)}
    ranked = (
        select(
            table.c.outlet,
            table.c.pop_item,
            table.c.state,
            table.c.mount,
            table.c.made_on,
            func.count().over(**about).label("seen"),
            func.max(case((table.c.state.in_(PUT_UP), 1), else_=0)).over(**about).label("put_up"),
            func.row_number().over(**about, order_by=(table.c.first_at.desc(), table.c.id.desc())).label("nth"),
        )
        .where(known)
        .subquery("ranked")
    )
    query = (
        select(ranked)
        .join(outlets, outlets.c.id == ranked.c.outlet)
        .where(ranked.c.nth == 1, ranked.c.made_on >= filters.from_on)
    )
    return {
        (row.outlet, row.pop_item): Placement(row.seen, bool(row.put_up), row.state, row.mount, row.made_on)
        for row in session.execute(query)
    }


def _items(session: Session) -> dict[str, Mapping]:
    item = flat_table("pop_item").c
    return {row["id"]: row for row in session.execute(select(item.id, item.name, item.mount)).mappings()}


def _row(
    item: str,
    names: Mapping | None,
    pairs: Iterable[Pair],
    planned: Mapping[Pair, int],
    found: Mapping[Pair, Placement],
) -> dict:
    owed = [pair for pair in pairs if pair in planned]
    known = [found[pair] for pair in pairs if pair in found]
    placed = [each for each in (found[pair] for pair in owed if pair in found) if each.put_up]
    mount = names["mount"] if names else None
    again = [each for each in placed if each.seen > 1]
    counts = {
        "planned": len(owed),
        "units_planned": sum(planned[pair] for pair in owed),
        "placed": len(placed),
        "revisited": len(again),
        "standing_again": sum(each.state in STANDING for each in again),
        "standing": sum(each.state in STANDING for each in known),
        "compliant": sum(each.state in STANDING and mount in (None, each.mount or mount) for each in placed),
        "unplanned": sum(each.put_up for each in known) - len(placed),
        **{state: sum(each.state == state for each in known) for state in ("damaged", "missing", "removed")},
    }
    shares = {name: figure.value for name, figure in _figures([counts]).items()}
    latest_on = max((each.made_on for each in known), default=None)
    return {
        "pop_item": item,
        "item": names["name"] if names else item,
        "looked": len(known),
        **counts,
        **shares,
        **({} if known else dict.fromkeys((counts | shares).keys() - {"planned", "units_planned"})),
        "latest_on": latest_on,
    }


def _figures(rows: list[dict]) -> dict[str, Figure]:
    """Over the items that somebody looked for: what nobody saw is not missing."""
    names = ("planned", "placed", "revisited", "standing_again", "compliant")
    seen = [row for row in rows if row["placed"] is not None]
    planned, placed, revisited, standing, compliant = (sum(row[name] for row in seen) for name in names)
    return {
        "placement_of_plan": metrics.placement_of_plan(placed, planned),
        "pop_survival": metrics.pop_survival(standing, revisited),
        "pop_compliance": metrics.pop_compliance(compliant, planned),
    }


PARTS = {
    "standing": lambda seen: seen.c.answer.in_(STANDING),
    "damaged": lambda seen: seen.c.answer == "damaged",
    "missing": lambda seen: seen.c.answer == "missing",
    "removed": lambda seen: seen.c.answer == "removed",
}


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], part: str | None):
    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        conditions = [seen.c[name] == key[name] for name in ("pop_item", "outlet") if key.get(name)]
        return [*conditions, PARTS[part](seen)] if part in PARTS else conditions

    return ids_of(SOURCE, filters, ("mount", "spot"), where)


NO_ISSUE = Words(
    "Issued and received are not recorded for POP, so the funnel starts at planned.",
    "POP 的发出与收到没有记录，漏斗从计划开始。",
)

POP_PLACEMENT = View(
    name="pop_placement",
    owner="sales",
    title=Words("POP placement", "POP 布置"),
    question=Words(
        "Of the material marketing released, what was put up and what still stands?",
        "市场部发布的物料，布置了多少，还在多少？",
    ),
    definition=Words(
        "Planned: pairs of outlet and item on plan lines released by the window's end and running in it. Placed: "
        "planned pairs seen in the window and ever found put up. Standing: found so at the latest visit. Compliant: "
        "standing and mounted as the item is meant to be.",
        "计划：期末前已发布且期内有效的计划行的门店与物料。已布置：期内看过且曾布置的计划对。仍在：最近一次拜访时仍在。达标：仍在且方式正确。",
    ),
    source=SOURCE,
    key=("pop_item",),
    opens={"pop_survival": "standing"},
    leads_with=("placement_of_plan", "pop_survival"),
    columns=(
        column("pop_item", "ref", "Item id", "物料编号", shown=False),
        column("item", "text", "POP item", "POP 物料"),
        column("planned", "integer", "Planned outlets", "计划门店"),
        column("units_planned", "integer", "Units planned", "计划数量"),
        column("placed", "integer", "Placed", "已布置"),
        column("placement_of_plan", "share", "Placed of planned", "布置率"),
        column("revisited", "integer", "Seen again", "再次查看"),
        column("pop_survival", "share", "Survival", "留存率"),
        column("standing", "integer", "Standing", "仍在", part="standing"),
        column("damaged", "integer", "Damaged", "破损", part="damaged"),
        column("missing", "integer", "Missing", "缺失", part="missing"),
        column("removed", "integer", "Removed", "已撤除", part="removed"),
        column("compliant", "integer", "Compliant", "达标"),
        column("pop_compliance", "share", "Compliance", "达标率"),
        column("unplanned", "integer", "Put up without a plan", "计划外布置"),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=_evidence,
)
