"""Terminal sales: what shoppers bought, how fast, and how long the stock lasts."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Row, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import PARTS, Filters
from server.departments.metrics import Figure
from server.departments.observations import Source, basis_of, ids_of, read
from server.departments.sell_out import READ, SELL_OUT, is_negative, sold_by_pair
from server.departments.stock import READ as STOCK_READ
from server.departments.stock import STOCK
from server.departments.universe import outlets_in, products_in
from server.departments.view import Answer, View, column
from server.flat import flat_table
from sync.fields import Words

PROMOTERS = Source("promoter_shift", "promoter", lambda table: table.c.units_sold, latest_only=False)
SUMS = ("reports", "outlets", "units", "errors", "timed_units", "days", "on_hand", "pace", "stocked", "unmoved")


def _answer(session: Session, filters: Filters) -> Answer:
    products = products_in(session, filters)
    rows = [_row(row, products[row.sku]) for row in session.execute(_sums(filters)) if row.sku in products]
    rows.sort(key=lambda row: (-row["units"], row["product"]))
    basis = basis_of(session, SELL_OUT, filters, sum(row["reports"] for row in rows))
    figures = [figure.over(basis) for figure in _figures(rows).values()]
    promoted = metrics.promoter_units(_promoted(session, filters)).over(basis_of(session, PROMOTERS, filters))
    return Answer([*figures, promoted], rows, [NO_RETURNS] if rows else [])


def _sums(filters: Filters):
    """Sums of each product; on hand and pace only of outlets where both are known."""
    sold, held = sold_by_pair(filters), _on_hand(filters)
    timed = and_(held.c.on_hand.is_not(None), sold.c.days > 0)
    pace = sold.c.timed_units / sold.c.days
    moving = and_(timed, sold.c.timed_units > 0)
    unmoved = and_(timed, sold.c.timed_units == 0, held.c.on_hand > 0)
    return (
        select(
            sold.c.sku,
            func.sum(sold.c.reports).label("reports"),
            func.count().label("outlets"),
            func.sum(sold.c.units).label("units"),
            func.sum(sold.c.errors).label("errors"),
            func.sum(sold.c.timed_units).label("timed_units"),
            func.sum(sold.c.days).label("days"),
            func.sum(case((moving, held.c.on_hand))).label("on_hand"),
            func.sum(case((moving, pace))).label("pace"),
            func.sum(case((moving, 1), else_=0)).label("stocked"),
            func.sum(case((unmoved, 1), else_=0)).label("unmoved"),
            func.max(sold.c.latest_on).label("latest_on"),
        )
        .select_from(sold)
        .outerjoin(held, and_(held.c.outlet == sold.c.outlet, held.c.sku == sold.c.sku))
        .group_by(sold.c.sku)
    )


def _on_hand(filters: Filters) -> Subquery:
    """Units on the shelf and behind it at the latest tally that counted them."""
    seen = read(STOCK, filters, *STOCK_READ)
    on_hand = seen.c.on_shelf + func.coalesce(seen.c.back_room, 0)
    return select(seen.c.outlet, seen.c.sku, on_hand.label("on_hand")).subquery("held")


def _row(row: Row, product) -> dict:
    sums = {name: float(getattr(row, name) or 0) for name in SUMS}
    whole = {
        name: int(sums[name]) for name in ("reports", "outlets", "units", "errors", "on_hand", "stocked", "unmoved")
    }
    named = {"sku": product.id, "product": product.name, "brand": product.brand, "category": product.category}
    counted = named | sums | whole | {"latest_on": row.latest_on}
    unknown = {"on_hand": None} if row.on_hand is None else {}
    unknown |= {"days": None} if row.days is None else {}
    return counted | unknown | {name: figure.value for name, figure in _figures([counted]).items() if name in SHARES}


SHARES = ("velocity", "days_of_supply")


def _figures(rows: list[dict]) -> dict[str, Figure]:
    summed = {name: sum(row[name] or 0 for row in rows) for name in SUMS}
    some = bool(rows)
    return {
        "sell_out_units": metrics.sell_out_units(summed["units"] if some else None),
        "velocity": metrics.velocity(summed["timed_units"], summed["days"]),
        "days_of_supply": metrics.days_of_supply(summed["on_hand"], summed["pace"]),
        "count_errors": metrics.count_errors(summed["errors"] if some else None),
    }


def _promoted(session: Session, filters: Filters) -> int | None:
    seen, outlets = read(PROMOTERS, filters), outlets_in(filters)
    query = select(func.sum(seen.c.answer)).select_from(seen).join(outlets, outlets.c.id == seen.c.outlet)
    found = session.scalar(query)
    return None if found is None else int(found)


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], part: str | None):
    product = flat_table("product").c

    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        known = seen.c.sku.in_(select(product.id).where(~product.retired))
        conditions = [known, *(seen.c[name] == key[name] for name in ("sku", "outlet") if key.get(name))]
        return [*conditions, is_negative(seen)] if part == "errors" else conditions

    return ids_of(SELL_OUT, filters, READ, where)


NO_RETURNS = Words(
    "Goods that an outlet sends back are not recorded apart, so a return counts as sold.",
    "门店退货没有单独记录，因此退货计入实销。",
)

TERMINAL_SALES = View(
    name="terminal_sales",
    owner="sales",
    title=Words("Terminal sales", "终端销售"),
    question=Words(
        "What did shoppers buy, how fast, and how long will the stock last?", "消费者买了多少，多快，库存还够多久？"
    ),
    definition=Words(
        "All sell-out reports of the window: opening + received − closing where counted, else the units told. A "
        "negative result stays in the sum and is flagged. Velocity: units ÷ days in stock, of reports that say since "
        "when; a report that ends with nothing left counts as out of stock for half of its days. Days of supply: on "
        "hand at the latest tally ÷ pace, over the outlets where both are known and something moved.",
        "期内全部实销上报：有清点者为期初 + 到货 − 期末，否则为所报数量。负数保留并标记。"
        "动销速度：数量 ÷ 有货天数，仅计注明起始日的上报；期末为零的上报按一半天数缺货计。"
        "可销天数：最近清点库存 ÷ 动销速度，仅计两者已知且有动销的门店。",
    ),
    source=SELL_OUT,
    key=("sku",),
    narrowed_by=PARTS,
    opens={"count_errors": "errors"},
    stands_on={"promoter_units": PROMOTERS},
    leads_with=("sell_out_units", "velocity", "days_of_supply"),
    columns=(
        column("sku", "ref", "Product id", "产品编号", shown=False),
        column("product", "text", "Product", "产品"),
        column("brand", "text", "Brand", "品牌"),
        column("category", "text", "Category", "品类"),
        column("outlets", "integer", "Outlets reporting", "上报门店"),
        column("reports", "integer", "Reports", "上报", part="reports"),
        column("units", "integer", "Sell-out", "实销"),
        column("errors", "integer", "Count errors", "清点错误", part="errors"),
        column("days", "number", "Days in stock", "有货天数"),
        column("velocity", "index", "A day and outlet", "日均单店"),
        column("on_hand", "integer", "On hand", "现有库存"),
        column("stocked", "integer", "Outlets with stock and movement", "有库存有动销门店"),
        column("days_of_supply", "number", "Days of supply", "可销天数"),
        column("unmoved", "integer", "No movement", "无动销门店"),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=_evidence,
)
