"""Regional sales: what was delivered against what was sold, part by part of the trade."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, case, func, or_, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import PARTS, Filters
from server.departments.metrics import Figure
from server.departments.observations import Source, basis_of, ids_of, read
from server.departments.sell_out import SELL_OUT, sold_by_pair, spans_told
from server.departments.targets import targets_of
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column
from server.flat import flat_table
from sync.fields import Option, Words

SELL_IN = Source("sell_in", "sku", lambda table: table.c.units, latest_only=False, by_product=True, day="delivered_on")
READ = ("units", "amount_minor", "currency", "delivered_on")
LEVELS = (
    Option("region", Words("region", "大区")),
    Option("territory", Words("territory", "辖区")),
    Option("route", Words("route", "路线")),
    Option("product", Words("product", "产品")),
)
SUMS = ("lines", "sell_in", "sell_out", "sell_in_counted")


def level_of(filters: Filters) -> str:
    """What the rows are: one step below the part looked at."""
    if filters.route:
        return "product"
    if filters.territory:
        return "route"
    return "territory" if filters.region else "region"


def _answer(session: Session, filters: Filters) -> Answer:
    level, currency = level_of(filters), _commonest(session, filters)
    parts: dict[str, dict[str, Any]] = {}
    for row in session.execute(_delivered(filters, level, currency)).mappings():
        parts.setdefault(row["part"] or "", {}).update(row)
    for row in session.execute(_sold(filters, level)).mappings():
        parts.setdefault(row["part"] or "", {}).update(row)
    for part, units in _counted(session, filters, level).items():
        parts.setdefault(part, {})["sell_in_counted"] = units
    targets = targets_of(session, filters, level)
    if targets:
        sold = {
            row["part"] or "": row for row in session.execute(_delivered(targets.filters, level, currency)).mappings()
        }
        for part, units in targets.units.items():
            counted = int(sold[part]["sell_in"] or 0) if part in sold else 0
            parts.setdefault(part, {}).update(target=units, sell_in_of_target=counted)
    names = _names(session, level)
    rows = [_row(part, level, names.get(part, part), sums, currency) for part, sums in parts.items()]
    rows.sort(key=lambda row: (-row["sell_in"], row["name"]))
    lines, reports = basis_of(session, SELL_IN, filters), basis_of(session, SELL_OUT, filters)
    figures = [
        figure.over(lines if name in ("sell_in_units", "target_attainment") else reports)
        for name, figure in _figures(rows).items()
    ]
    return Answer(figures, rows, _notes(rows, currency))


def _part(level: str, lines: FromClause, route: FromClause, territory: FromClause) -> ColumnElement:
    if level == "product":
        return func.coalesce(lines.c.sku, "")
    names = {"region": territory.c.region, "territory": route.c.territory, "route": route.c.id}
    return func.coalesce(names[level], "")


def _joined(query: Select, lines: FromClause, level: str, of_route: ColumnElement) -> Select:
    """The query with its lines' part of the trade, summed by it."""
    route, territory = flat_table("route"), flat_table("territory")
    part = _part(level, lines, route, territory)
    return (
        query.add_columns(part.label("part"))
        .outerjoin(route, route.c.id == of_route)
        .outerjoin(territory, territory.c.id == route.c.territory)
        .group_by(part)
    )


def _delivered(filters: Filters, level: str, currency: str) -> Select:
    seen, outlets = read(SELL_IN, filters, *READ), outlets_in(filters)
    same = func.coalesce(seen.c.currency, "") == currency
    query = (
        select(
            func.count().label("lines"),
            func.sum(seen.c.answer).label("sell_in"),
            func.sum(case((same, seen.c.amount_minor))).label("amount_minor"),
            func.max(seen.c.delivered_on).label("latest_on"),
        )
        .select_from(seen)
        .join(outlets, outlets.c.id == seen.c.outlet)
    )
    return _joined(query, seen, level, outlets.c.route)


def _counted(session: Session, filters: Filters, level: str) -> dict[str, int]:
    """Of each part, the units delivered to outlets and on days that a sell-out report of the product covers."""
    spans = spans_told(session, filters)
    seen, outlets = read(SELL_IN, filters, *READ), outlets_in(filters)
    route, territory = flat_table("route"), flat_table("territory")
    lines = (
        select(
            _part(level, seen, route, territory).label("part"),
            seen.c.outlet,
            seen.c.sku,
            seen.c.delivered_on,
            seen.c.answer,
        )
        .join(outlets, outlets.c.id == seen.c.outlet)
        .outerjoin(route, route.c.id == outlets.c.route)
        .outerjoin(territory, territory.c.id == route.c.territory)
        .where(seen.c.outlet.in_(select(sold_by_pair(filters).c.outlet)))
    )
    counted: dict[str, int] = {}
    for part, outlet, sku, on, units in session.execute(lines):
        if any(since_on < on <= made_on for since_on, made_on in spans.get((outlet, sku), ())):
            counted[part] = counted.get(part, 0) + units
    return counted


def _sold(filters: Filters, level: str) -> Select:
    sold = sold_by_pair(filters)
    query = select(func.sum(sold.c.units).label("sell_out")).select_from(sold)
    return _joined(query, sold, level, sold.c.route)


def _commonest(session: Session, filters: Filters) -> str:
    """The currency of most lines: amounts in another are not added to it."""
    seen, outlets = read(SELL_IN, filters, *READ), outlets_in(filters)
    currency = func.coalesce(seen.c.currency, "")
    query = (
        select(currency)
        .join(outlets, outlets.c.id == seen.c.outlet)
        .where(seen.c.amount_minor.is_not(None))
        .group_by(currency)
        .order_by(func.count().desc(), currency)
        .limit(1)
    )
    return session.scalar(query) or ""


def _names(session: Session, level: str) -> dict[str, str]:
    if level == "region":
        return {}
    table = flat_table(level).c
    return {row.id: row.name or row.id for row in session.execute(select(table.id, table.name))}


def _row(part: str, level: str, name: str, sums: Mapping, currency: str) -> dict:
    whole = {each: int(sums.get(each) or 0) for each in SUMS}
    amount = sums.get("amount_minor")
    row = {
        "part": part,
        "level": level,
        "name": name,
        **whole,
        "amount_minor": None if amount is None else int(amount),
        "currency": currency or None,
        "target": sums.get("target"),
        "sell_in_of_target": sums.get("sell_in_of_target"),
        "latest_on": sums.get("latest_on"),
    }
    attained = metrics.target_attainment(row["sell_in_of_target"], row["target"]).value
    return row | {"target_attainment": attained} | {"sell_out_of_sell_in": _figures([row])["sell_out_of_sell_in"].value}


def _figures(rows: list[dict]) -> dict[str, Figure]:
    sell_in, sell_out, counted = (sum(row[name] for row in rows) for name in ("sell_in", "sell_out", "sell_in_counted"))
    return {
        "sell_in_units": metrics.sell_in_units(sell_in if rows else None),
        "sell_out_units": metrics.sell_out_units(sell_out if rows else None),
        "sell_out_of_sell_in": metrics.sell_out_of_sell_in(sell_out, counted),
        "target_attainment": _attained(rows),
    }


def _attained(rows: list[dict]) -> Figure:
    """Over the parts that have a target."""
    known = [row for row in rows if row["target"] is not None]
    if not known:
        return metrics.target_attainment(None, None)
    return metrics.target_attainment(
        sum(row["sell_in_of_target"] for row in known), sum(row["target"] for row in known)
    )


def _notes(rows: list[dict], currency: str) -> list[Words]:
    if not rows:
        return []
    amounts = [Words(f"Amounts are of lines in {currency}.", f"金额为 {currency} 的进货行。")] if currency else []
    aimed = any(row["target"] is not None for row in rows)
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
    inside = outlets.c.route.in_(routes.where(_part(level, outlets, route, territory) == part))
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
        "Sell-in: units on invoice lines delivered in the window to outlets active at its end. Sell-out: reports "
        "made in the window. The rows are one step below the part chosen: company, region, territory, route, product; "
        "every step adds up to the one above. Sell-out of sell-in takes only deliveries of the outlets, products and "
        "days that sell-out reports cover. Target: of the finest period that lies wholly inside the window, compared with "
        "the sell-in of its own days.",
        "进货：期内送达、期末营业门店的发票行数量。实销：期内上报。各行为所选部分的下一级：公司、大区、辖区、路线、产品；"
        "各级之和等于上一级。实销 ÷ 进货仅计实销上报所覆盖的门店、产品与日期的进货。目标：期内完整包含的最细周期，与其自身日期的进货对照。",
    ),
    source=SELL_IN,
    key=("part",),
    narrowed_by=PARTS,
    opens={"sell_in_units": "lines"},
    stands_on={"sell_out_units": SELL_OUT, "sell_out_of_sell_in": SELL_OUT},
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
        column("target", "integer", "Target", "目标"),
        column("sell_in_of_target", "integer", "Sell-in of its days", "目标期内进货"),
        column("target_attainment", "share", "Of target", "达成率"),
        column("sell_in_counted", "integer", "Sell-in where sell-out is known", "有实销处的进货"),
        column("sell_out_of_sell_in", "share", "Sell-out of sell-in", "实销 ÷ 进货"),
        column("latest_on", "day", "Latest delivery", "最近送货"),
    ),
    answer=_answer,
    evidence=_evidence,
    inside=_look_inside,
)
