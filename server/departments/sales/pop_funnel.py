"""POP funnel: of the material planned, what was issued, received, put up, still stands, and what a standing day costs."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, func, or_, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.exports import in_major
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.metrics.standing import Piece
from server.departments.movements import on_routes, routes_looked_at
from server.departments.observations import Source, basis_of, ids_of
from server.departments.standing_time import followed, looks
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column
from server.flat import flat_table
from sync.fields import Words

SOURCE = Source("pop_placement", "pop_item", lambda table: table.c.state)
MOVES = Source("pop_movement", latest_only=False)
LINES = Source("plan_line", latest_only=False)
UP = frozenset(("placed", "standing", "replaced", "damaged"))
STANDING = ("placed", "standing", "replaced")
STEPS = ("planned", "issued", "received", "placed", "revisited", "standing_again", "standing", "compliant", "returned")
FOUND = ("placed", "revisited", "standing_again", "standing", "compliant")
SEEN = (
    *(*FOUND, "days_standing"),
    *("placement_of_plan", "placement_of_issued", "pop_compliance"),
)
SUMS = (*STEPS, "days_standing")
HORIZON_DAYS = 30


def _answer(session: Session, filters: Filters) -> Answer:
    items, seen = _items(session), looks(session, filters)
    counts = _counts(session, filters, seen, items)
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for placing in followed(look[:4] for look in seen):
        pieces[placing.item].append(placing.piece)
    for item, group in pieces.items():
        counts[item]["days_standing"] = sum(int(days) for days, _ in group)
    spent = _spent(session, filters)
    places = _places(seen)
    rows = [
        _row(item, items.get(item), counts[item], pieces[item], spent.get(item, {}))
        | _unknown(counts[item], places.get(item, 0))
        for item in sorted(counts)
    ]
    basis = basis_of(session, SOURCE, filters)
    everything = [each for group in pieces.values() for each in group]
    figures = [*_figures(rows, everything).values(), _cost(rows)]
    return Answer([figure.over(basis) for figure in figures], rows)


def _places(seen: list[Any]) -> dict[str, int]:
    """For each item, the outlets where somebody looked for it."""
    outlets: dict[str, set[str]] = defaultdict(set)
    for outlet, item, *_ in seen:
        outlets[item].add(outlet)
    return {item: len(some) for item, some in outlets.items()}


def _unknown(counts: Mapping[str, int], looked: int) -> dict[str, Any]:
    """What nobody told of an item is no data: where nobody looked, nothing is known to be placed or to lack."""
    silent = dict.fromkeys(name for name in ("received", "returned") if not counts[name])
    unseen = dict.fromkeys((*SEEN, "cost_minor")) if not looked else {}
    return {"looked": looked, **silent, **unseen}


def _counts(
    session: Session, filters: Filters, seen: list[Any], items: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, int]]:
    """For each item, the units at every step."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    told = chain(
        session.execute(_planned(filters)).mappings(),
        session.execute(_moved(session, filters)).mappings(),
        _placed(session, filters, seen, items),
    )
    for row in told:
        for name in row.keys() - {"pop_item"}:
            counts[row["pop_item"]][name] += int(row[name] or 0)
    return counts


def _owed(filters: Filters) -> Subquery:
    """The units that lines running in the window owe each outlet of each item, and those of them released by its end."""
    line, outlets = flat_table("plan_line"), outlets_in(filters)
    units = func.coalesce(line.c.units, 1)
    released = or_(line.c.released_on.is_(None), line.c.released_on <= filters.until_on)
    return (
        select(
            line.c.outlet,
            line.c.pop_item,
            outlets.c.route,
            func.sum(units).label("planned"),
            func.sum(case((released, units), else_=0)).label("issued"),
        )
        .join(outlets, outlets.c.id == line.c.outlet)
        .where(~line.c.retired, line.c.what == "pop", line.c.pop_item.is_not(None))
        .where(or_(line.c.until_on.is_(None), line.c.until_on >= filters.from_on))
        .group_by(line.c.outlet, line.c.pop_item, outlets.c.route)
        .subquery("owed")
    )


def _planned(filters: Filters):
    owed = _owed(filters)
    return select(
        owed.c.pop_item, func.sum(owed.c.planned).label("planned"), func.sum(owed.c.issued).label("issued")
    ).group_by(owed.c.pop_item)


def _moved(session: Session, filters: Filters):
    """Received and returned by the window's end, on the routes looked at."""
    move = flat_table("pop_movement")
    return (
        select(
            move.c.pop_item,
            func.sum(case((move.c.direction == "received", move.c.units), else_=0)).label("received"),
            func.sum(case((move.c.direction == "returned", move.c.units), else_=0)).label("returned"),
        )
        .where(~move.c.retired, move.c.made_on <= filters.until_on, on_routes(move, routes_looked_at(session, filters)))
        .group_by(move.c.pop_item)
    )


def _placed(session: Session, filters: Filters, seen: list[Any], items: Mapping[str, Mapping[str, Any]]):
    """Of each place's history up to the window's end: ever put up, seen again, still standing, as meant. A place counts
    the units owed there, one where nothing is owed."""
    owed = _owed(filters)
    issued = {(row.outlet, row.pop_item): int(row.issued) for row in session.execute(select(owed)).all()}
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(FOUND, 0))
    for (outlet, item), group in groupby(seen, key=itemgetter(0, 1)):
        found = list(group)
        if UP.isdisjoint([state for _, _, state, *_ in found]):
            continue
        units, last, sum_ = issued.get((outlet, item), 1), found[-1], sums[item]
        again, standing = len(found) > 1, last.state in STANDING
        sum_["placed"] += units
        sum_["revisited"] += units * again
        sum_["standing_again"] += units * (again and standing)
        if standing:
            meant = (items.get(item) or {}).get("mount")
            sum_["standing"] += units
            sum_["compliant"] += units * (not meant or not last.mount or last.mount == meant)
    return [{"pop_item": item, **each} for item, each in sums.items()]


def _items(session: Session) -> dict[str, Mapping[str, Any]]:
    item = flat_table("pop_item").c
    return {
        row["id"]: dict(row)
        for row in session.execute(select(item.id, item.name, item.mount, item.cost_minor, item.currency)).mappings()
    }


def _spent(session: Session, filters: Filters) -> dict[str, dict[str, int]]:
    """What was paid for putting each item up, by the window's end and currency."""
    spend, line, outlets = flat_table("promo_spend"), flat_table("plan_line"), outlets_in(filters)
    query = (
        select(line.c.pop_item, spend.c.currency, func.sum(spend.c.amount_minor))
        .join(line, line.c.id == spend.c.plan_line)
        .join(outlets, outlets.c.id == spend.c.outlet)
        .where(~spend.c.retired, line.c.pop_item.is_not(None), spend.c.made_on <= filters.until_on)
        .group_by(line.c.pop_item, spend.c.currency)
    )
    spent: dict[str, dict[str, int]] = defaultdict(dict)
    for item, currency, amount in session.execute(query):
        spent[item][currency or ""] = int(amount or 0)
    return spent


def _row(
    item: str, named: Mapping[str, Any] | None, counts: dict[str, int], pieces: list[Piece], spent: dict[str, int]
):
    currency = (named["currency"] if named else None) or next(iter(spent), None)
    price = named["cost_minor"] if named else None
    costs = None if price is None else price * len(pieces) + spent.get(currency or "", 0)
    row = {
        "pop_item": item,
        "item": named["name"] if named else item,
        **counts,
        "cost_minor": costs,
        "currency": currency,
    }
    row |= {name: figure.value for name, figure in _figures([row], pieces).items()}
    return row | {"cost_per_standing_item_day": _cost([row]).value}


def _figures(rows: list[dict[str, Any]], pieces: list[Piece]) -> dict[str, Figure]:
    """Shares of what was placed are over the items that somebody looked for."""
    sums = {name: sum(row[name] or 0 for row in rows) for name in STEPS}
    looked = [row for row in rows if row["placed"] is not None]
    seen = {name: sum(row[name] for row in looked) for name in ("planned", "issued")}
    return {
        "placement_of_plan": metrics.placement_of_plan(sums["placed"], seen["planned"]),
        "placement_of_issued": metrics.placement_of_issued(sums["placed"], seen["issued"]),
        "pop_survival": metrics.pop_survival(sums["standing_again"], sums["revisited"]),
        "pop_compliance": metrics.pop_compliance(sums["compliant"], seen["planned"]),
        "pop_survival_at": metrics.pop_survival_at(pieces, HORIZON_DAYS),
        "pop_unaccounted": metrics.pop_unaccounted(sums["issued"] if rows else None, sums["placed"], sums["returned"]),
    }


def _cost(rows: list[dict[str, Any]]) -> Figure:
    """In whole units of the currency; items in another currency than the commonest are left out."""
    known = [row for row in rows if row["cost_minor"] is not None and row["days_standing"]]
    currencies = [row["currency"] for row in known]
    if not known:
        return metrics.cost_per_standing_item_day(0, 0, 0)
    currency = max(sorted(set(currencies), key=str), key=currencies.count)
    same = [row for row in known if row["currency"] == currency]
    costs = sum(in_major(row["cost_minor"], currency) for row in same)
    return metrics.cost_per_standing_item_day(costs, 0, sum(row["days_standing"] for row in same))


PARTS = {"placed": UP, "standing": STANDING, "missing": ("missing",)}
SOURCES = {"received": MOVES, "returned": MOVES, "planned": LINES}


def _evidence(session: Session, filters: Filters, key: Mapping[str, str], part: str | None):
    if part in ("received", "returned"):
        move = flat_table("pop_movement")
        wanted = [move.c.pop_item == key["pop_item"]] if key.get("pop_item") else []
        return (
            select(move.c.id)
            .where(~move.c.retired, move.c.direction == part, move.c.made_on <= filters.until_on, *wanted)
            .where(on_routes(move, routes_looked_at(session, filters)))
            .order_by(move.c.first_at.desc(), move.c.id)
        )
    if part == "planned":
        line, outlets = flat_table("plan_line"), outlets_in(filters)
        wanted = [line.c.pop_item == key["pop_item"]] if key.get("pop_item") else []
        running = or_(line.c.until_on.is_(None), line.c.until_on >= filters.from_on)
        query = select(line.c.id).join(outlets, outlets.c.id == line.c.outlet)
        return query.where(~line.c.retired, line.c.what == "pop", running, *wanted).order_by(line.c.id)

    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        named = [seen.c.pop_item == key["pop_item"]] if key.get("pop_item") else []
        return [*named, seen.c.answer.in_(PARTS[part])] if part in PARTS else named

    return ids_of(SOURCE, filters, ("mount",), where)


POP_FUNNEL = View(
    name="pop_funnel",
    owner="sales",
    title=Words("POP funnel", "POP 漏斗"),
    question=Words(
        "Of the material planned, what reached the outlets, how long does it stand, and what does a day of it cost?",
        "计划的物料有多少到了门店，能留多久，每留存一天花多少？",
    ),
    definition=Words(
        "In units. Planned: on plan lines running in the window. Issued: those of them released by its end. Received "
        "and returned: what the bags of the routes looked at say. Placed: places where an item was ever found put up by "
        "the window's end, each with the units issued for it. Standing: found so at the latest look. Compliant: "
        "standing and mounted as meant. Survival at 30 days: Kaplan–Meier from placing to the look that first missed "
        "it; what still stands counts up to its last look. Cost of a standing day: (cost of every piece placed + what "
        "was paid for its lines) ÷ days the pieces are known to have stood.",
        "按数量。计划：期内有效计划行。发出：其中期末前已发布者。收到与退回：所看路线随身包的记录。已布置：期末前曾被发现布置之处，按其发出数量计。"
        "仍在：最近一次所见仍在。达标：仍在且方式正确。30 天留存：Kaplan–Meier，自布置至首次发现缺失，仍在者计至最近一次查看。"
        "每留存日成本：（每件已布置物料成本 + 其计划行支出）÷ 已知留存天数。",
    ),
    source=SOURCE,
    key=("pop_item",),
    parts_on=SOURCES,
    opens={"placement_of_plan": "placed", "placement_of_issued": "placed", "pop_survival": "standing"},
    leads_with=("placement_of_issued", "pop_survival_at"),
    columns=(
        column("pop_item", "ref", "Item id", "物料编号", shown=False),
        column("item", "text", "POP item", "POP 物料"),
        column("planned", "integer", "Planned", "计划", part="planned"),
        column("issued", "integer", "Issued", "发出"),
        column("received", "integer", "Received", "收到", part="received"),
        column("looked", "integer", "Outlets looked at", "已查看门店"),
        column("placed", "integer", "Placed", "已布置", part="placed"),
        column("standing", "integer", "Standing", "仍在", part="standing"),
        column("compliant", "integer", "Compliant", "达标"),
        column("returned", "integer", "Returned", "退回", part="returned"),
        column("pop_unaccounted", "integer", "Unaccounted for", "去向不明"),
        column("placement_of_plan", "share", "Placed of planned", "布置 ÷ 计划"),
        column("placement_of_issued", "share", "Placed of issued", "布置 ÷ 发出"),
        column("pop_survival_at", "share", "Standing after 30 days", "30 天留存"),
        column("days_standing", "integer", "Days stood", "留存天数"),
        column("cost_minor", "money", "Cost", "成本"),
        column("cost_per_standing_item_day", "index", "Cost of a standing day", "每留存日成本"),
        column("currency", "text", "Currency", "币种"),
    ),
    answer=_answer,
    evidence=_evidence,
)
