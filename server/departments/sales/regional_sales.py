"""Regional sales: what was delivered against what was sold, part by part of the trade."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Subquery, or_, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.exports import in_major
from server.departments.filters import PARTS, Filters
from server.departments.metrics import Figure
from server.departments.observations import basis_of, ids_of
from server.departments.regions import (
    READ,
    SELL_IN,
    commonest_currency,
    counted_beside,
    delivered,
    level_of,
    part_of,
    sold,
)
from server.departments.sell_out import ALL_SELL_OUT
from server.departments.targets import Targets, targets_of
from server.departments.view import Answer, View, column
from server.flat import flat_table
from sync.fields import Option, Words

LEVELS = (
    Option("region", Words("region", "大区")),
    Option("territory", Words("territory", "辖区")),
    Option("route", Words("route", "路线")),
    Option("product", Words("product", "产品")),
)


def _answer(session: Session, filters: Filters) -> Answer:
    level = level_of(filters)
    in_units, in_money = (targets_of(session, filters, level, measure) for measure in ("units", "amount_minor"))
    currency = in_money.currency if in_money else commonest_currency(session, filters)
    parts: dict[str, dict[str, Any]] = {}
    for row in session.execute(delivered(filters, level, currency)).mappings():
        parts.setdefault(row["part"] or "", {}).update(row)
    for row in session.execute(sold(filters, level)).mappings():
        parts.setdefault(row["part"] or "", {}).update(row)
    for part, units in counted_beside(session, filters, level).items():
        parts.setdefault(part, {})["sell_in_counted"] = units
    _aim(session, parts, in_units, level, currency, ("target", "sell_in_of_target", "sell_in"))
    _aim(session, parts, in_money, level, currency, ("target_minor", "amount_of_target", "amount_minor"))
    names = _names(session, level)
    rows = [_row(part, level, names.get(part, part), sums, currency) for part, sums in parts.items()]
    rows.sort(key=lambda row: (-(row["sell_in"] or 0), row["name"]))
    lines, reports = basis_of(session, SELL_IN, filters), basis_of(session, ALL_SELL_OUT, filters)
    figures = [
        figure.over(reports if name in ("sell_out_units", "sell_out_of_sell_in") else lines)
        for name, figure in _figures(rows).items()
    ]
    return Answer(figures, rows, _notes(rows, currency))


def _aim(
    session: Session,
    parts: dict[str, dict[str, Any]],
    targets: Targets | None,
    level: str,
    currency: str,
    names: tuple[str, str, str],
) -> None:
    """Sets targets beside what was delivered in their days: nothing where lists of those days name others, no data without any."""
    if targets is None:
        return
    target, reached, of = names
    found = session.execute(delivered(targets.filters, level, currency)).mappings().all()
    sums = {row["part"] or "": row[of] for row in found if row[of] is not None}
    for part, wanted in targets.wanted.items():
        counted = int(sums.get(part) or 0) if sums else None
        parts.setdefault(part, {}).update({target: wanted, reached: counted})


def _names(session: Session, level: str) -> dict[str, str]:
    if level == "region":
        return {}
    table = flat_table(level).c
    return {row.id: row.name or row.id for row in session.execute(select(table.id, table.name))}


WHOLE: tuple[str, ...] = ("sell_in", "sell_out", "sell_in_counted", "amount_minor", "target", "sell_in_of_target")
WHOLE += ("target_minor", "amount_of_target")


def _row(part: str, level: str, name: str, sums: Mapping, currency: str) -> dict:
    """Sums over nothing stay None: nobody delivered or told is not the same as zero."""
    row: dict[str, Any] = {
        "part": part,
        "level": level,
        "name": name,
        "lines": int(sums.get("lines") or 0),
        "reporting": int(sums.get("reporting") or 0),
        **{each: None if sums.get(each) is None else int(sums[each]) for each in WHOLE},
        "currency": currency or None,
        "latest_on": sums.get("latest_on"),
    }
    shares = ("target_attainment", "target_value_attainment", "sell_out_of_sell_in")
    return row | {name: figure.value for name, figure in _figures([row]).items() if name in shares}


def _figures(rows: list[dict]) -> dict[str, Figure]:
    sell_in, sell_out, counted = (_sum(rows, name) for name in ("sell_in", "sell_out", "sell_in_counted"))
    return {
        "sell_in_units": metrics.sell_in_units(sell_in),
        "sell_out_units": metrics.sell_out_units(sell_out),
        "sell_out_of_sell_in": metrics.sell_out_of_sell_in(sell_out, counted),
        "target_attainment": metrics.target_attainment(*_against(rows, "sell_in_of_target", "target")),
        "target_value_attainment": metrics.target_value_attainment(*_money_against(rows)),
    }


def _sum(rows: list[dict], name: str) -> int | None:
    known = [row[name] for row in rows if row[name] is not None]
    return sum(known) if known else None


def _against(rows: list[dict], reached: str, target: str) -> tuple[int | None, int | None]:
    """Over the parts that have a target."""
    known = [row for row in rows if row[target] is not None]
    return _sum(known, reached), _sum(known, target)


def _money_against(rows: list[dict]) -> tuple[float | None, float | None]:
    """The same in whole units of the currency."""
    sums = _against(rows, "amount_of_target", "target_minor")
    whole = [None if each is None else float(in_major(each, rows[0]["currency"])) for each in sums]
    return whole[0], whole[1]


def _notes(rows: list[dict], currency: str) -> list[Words]:
    if not rows:
        return []
    amounts = [Words(f"Amounts are of lines in {currency}.", f"金额为 {currency} 的进货行。")] if currency else []
    aimed = any(row[name] is not None for row in rows for name in ("target", "target_minor"))
    return amounts if aimed else [*amounts, NO_TARGET]


NO_TARGET = Words(
    "No target of these parts lies wholly inside the window; a window of whole months shows them.",
    "期内没有完整包含的目标；选择整月可对照目标。",
)


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], _column: str | None):
    def where(seen: Subquery, outlets: Subquery) -> list[ColumnElement[bool]]:
        if "part" not in key:
            return []
        if level_of(filters) == "product":
            return [seen.c.sku == key["part"]]
        return [_inside(outlets, level_of(filters), key["part"])]

    return ids_of(SELL_IN, filters, READ, where)


def _inside(outlets: FromClause, level: str, part: str) -> ColumnElement[bool]:
    """The condition that an outlet lies in a part; the part without a name holds outlets without a route too."""
    route, territory = flat_table("route"), flat_table("territory")
    routes = select(route.c.id).outerjoin(territory, territory.c.id == route.c.territory)
    inside = outlets.c.route.in_(routes.where(part_of(level, outlets, route, territory) == part))
    if part:
        return inside
    return or_(inside, outlets.c.route.is_(None), outlets.c.route.not_in(select(route.c.id)))


def _look_inside(row: Mapping[str, Any]) -> dict[str, str]:
    """The filter that narrows to a row's part; a product has nothing below it."""
    return {row["level"]: row["part"]} if row["part"] and row["level"] != "product" else {}


REGIONAL_SALES = View(
    name="regional_sales",
    owner="sales",
    title=Words("Regional sales", "区域销售"),
    question=Words(
        "What was delivered against target and against what was sold, region by region?",
        "各区域进货与目标、实销相比如何？",
    ),
    definition=Words(
        "Sell-in: units on invoice lines delivered in the window, to outlets that have closed since as well. Sell-out: "
        "reports made in the window. The rows are one step below the part chosen: company, region, territory, route, product; "
        "every step adds up to the one above. A part of which nothing is told has no data, not zero. Sell-out of sell-in takes only deliveries of the outlets, products and "
        "days that sell-out reports cover. Target: of the finest period that lies wholly inside the window, compared with "
        "the sell-in of its own days.",
        "进货：期内送达的发票行数量，含此后停业的门店。实销：期内上报。各行为所选部分的下一级：公司、大区、辖区、路线、产品；"
        "各级之和等于上一级；没有记录的部分为无数据，而非零。实销 ÷ 进货仅计实销上报所覆盖的门店、产品与日期的进货。目标：期内完整包含的最细周期，与其自身日期的进货对照。",
    ),
    source=SELL_IN,
    key=("part",),
    narrowed_by=PARTS,
    opens={"sell_in_units": "lines"},
    stands_on={"sell_out_units": ALL_SELL_OUT, "sell_out_of_sell_in": ALL_SELL_OUT},
    leads_with=("sell_in_units", "target_attainment", "sell_out_of_sell_in"),
    columns=(
        column("part", "ref", "Part id", "部分编号", shown=False),
        column("name", "text", "Part", "部分"),
        column("level", "choice", "Level", "级别", options=LEVELS),
        column("lines", "integer", "Deliveries", "进货行", part="lines"),
        column("sell_in", "integer", "Sell-in", "进货"),
        column("amount_minor", "money", "Sell-in, amount", "进货金额"),
        column("currency", "text", "Currency", "币种", shown=False),
        column("sell_out", "integer", "Sell-out", "实销"),
        column("reporting", "integer", "Outlets reporting sell-out", "上报实销门店"),
        column("target", "integer", "Target", "目标"),
        column("sell_in_of_target", "integer", "Sell-in of its days", "目标期内进货"),
        column("target_attainment", "share", "Of target", "达成率"),
        column("target_minor", "money", "Target, amount", "目标金额"),
        column("amount_of_target", "money", "Amount of its days", "目标期内金额"),
        column("target_value_attainment", "share", "Of target, in money", "金额达成率"),
        column("sell_in_counted", "integer", "Sell-in where sell-out is known", "有实销处的进货"),
        column("sell_out_of_sell_in", "share", "Sell-out of sell-in", "实销 ÷ 进货"),
        column("latest_on", "day", "Latest delivery", "最近送货"),
    ),
    answer=_answer,
    evidence=_evidence,
    inside=_look_inside,
)
