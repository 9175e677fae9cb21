"""Void list: which outlets should carry a product, were checked, and do not."""

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import PARTS, Filters
from server.departments.observations import basis_of, read
from server.departments.stock import READ, STOCK, is_carried, must_stock_evidence
from server.departments.universe import MustStock, outlets_in, products_in, reign_of
from server.departments.view import Answer, View, column, options_of
from sync.fields import Words
from sync.kinds.observations.stock_count import STOCK_COUNT


def _answer(session: Session, filters: Filters) -> Answer:
    must_stock, products = MustStock(session), products_in(session, filters)
    owed = [
        group
        for group in session.execute(_groups(session, filters)).all()
        if group.sku in products and must_stock.holds(group.sku, group.outlet_class, group.made_on)
    ]
    rows = [_row(group, products[group.sku]) for group in owed if group.outlet is not None]
    checked = sum(group.checked for group in owed)
    basis = basis_of(session, STOCK, filters, checked)
    figures = [
        metrics.voids(len(rows) if checked else None),
        metrics.must_stock_compliance(checked - len(rows), checked),
    ]
    unchecked = _owed_now(session, filters, must_stock, set(products)) - checked
    return Answer([figure.over(basis) for figure in figures], rows, [_unchecked(max(0, unchecked))])


def _groups(session: Session, filters: Filters) -> Select:
    """The latest tallies: those that are not carried each by itself, with its outlet, the others of one product in
    outlets of one class together, as long as one must-stock list held."""
    seen, outlets = read(STOCK, filters, *READ), outlets_in(filters)
    outlet = case((~is_carried(seen), seen.c.outlet))
    name = func.max(outlets.c.name)
    return (
        select(
            seen.c.sku,
            outlets.c.outlet_class,
            outlet.label("outlet"),
            func.count().label("checked"),
            func.max(seen.c.made_on).label("made_on"),
            func.max(seen.c.cause).label("cause"),
            name.label("name"),
            func.max(outlets.c.route).label("route"),
            func.max(outlets.c.channel).label("channel"),
        )
        .join(outlets, outlets.c.id == seen.c.outlet)
        .group_by(seen.c.sku, outlets.c.outlet_class, outlet, *reign_of(seen.c.made_on, session, filters))
        .order_by(outlets.c.outlet_class, name, seen.c.sku)
    )


def _owed_now(session: Session, filters: Filters, must_stock: MustStock, products: set[str]) -> int:
    outlets = outlets_in(filters)
    classes = session.execute(select(outlets.c.outlet_class, func.count()).group_by(outlets.c.outlet_class))
    return sum(len(must_stock.owed(each, filters.until_on) & products) * count for each, count in classes)


def _unchecked(pairs: int) -> Words:
    return Words(
        f"{pairs} pairs of outlet and must-stock product were not checked in the window; they are not on this list.",
        f"期内有 {pairs} 对门店与必备产品未检查，不在此清单中。",
    )


def _row(row, product) -> dict:
    return {
        "outlet": row.outlet,
        "outlet_name": row.name,
        "outlet_class": row.outlet_class,
        "channel": row.channel,
        "route": row.route,
        "sku": row.sku,
        "product": product.name,
        "brand": product.brand,
        "cause": row.cause,
        "checked_on": row.made_on,
    }


VOID_LIST = View(
    name="void_list",
    owner="sales",
    title=Words("Void list", "空白清单"),
    question=Words("Which outlets should carry a product, and do not?", "哪些门店应当经销而没有经销？"),
    definition=Words(
        "Pairs of outlet and product on the must-stock list of the outlet's class on the day of the visit, whose "
        "latest tally in the window says not listed or delisted. A pair nobody checked is not a void.",
        "拜访当日该等级门店必备清单内、期内最近一次清点为未进店或已下架的门店与产品。无人检查的不算空白。",
    ),
    source=STOCK,
    key=("outlet", "sku"),
    narrowed_by=PARTS,
    opens={"voids": "void", "must_stock_compliance": "carrying"},
    leads_with=("voids", "must_stock_compliance"),
    columns=(
        column("outlet", "ref", "Outlet id", "门店编号", shown=False),
        column("outlet_name", "text", "Outlet", "门店"),
        column("outlet_class", "text", "Class", "等级"),
        column("channel", "text", "Channel", "渠道"),
        column("route", "ref", "Route", "路线"),
        column("sku", "ref", "Product id", "产品编号", shown=False),
        column("product", "text", "Product", "产品"),
        column("brand", "text", "Brand", "品牌"),
        column("cause", "choice", "Cause", "原因", options=options_of(STOCK_COUNT, "cause")),
        column("checked_on", "day", "Checked", "检查日期", part="void"),
    ),
    answer=_answer,
    evidence=must_stock_evidence,
)
