"""Out of stock: which must-stock products are missing on the shelf, and why."""

from sqlalchemy import func
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import PARTS, Filters
from server.departments.metrics import Figure
from server.departments.observations import basis_of
from server.departments.stock import (
    STOCK,
    Cell,
    by_product,
    cells,
    count_if,
    is_out,
    must_stock_evidence,
    total,
    was_fixed,
    was_out,
)
from server.departments.universe import MustStock, Product, products_in
from server.departments.view import Answer, View, column
from sync.fields import Words

CAUSES = ("void", "on_order", "back_room", "late_delivery", "delisted", "other")


def _out_because(cause: str):
    return lambda seen, _outlets: count_if(is_out(seen) & (func.coalesce(seen.c.cause, "unknown") == cause))


MEASURES = {
    "checked": lambda _seen, _outlets: func.count(),
    "out": lambda seen, _outlets: count_if(is_out(seen)),
    "found_out": lambda seen, _outlets: count_if(was_out(seen)),
    "fixed": lambda seen, _outlets: count_if(was_fixed(seen)),
} | {f"cause_{cause}": _out_because(cause) for cause in (*CAUSES, "unknown")}


def _answer(session: Session, filters: Filters) -> Answer:
    must_stock, products = MustStock(session), products_in(session, filters)
    found = [
        cell
        for cell in cells(session, filters, MEASURES)
        if cell.sku in products and must_stock.holds(cell.sku, cell.outlet_class, cell.made_on)
    ]
    groups = by_product(found)
    rows = [_row(product, groups[product.id]) for product in products.values() if product.id in groups]
    rows.sort(key=lambda row: (-row["oos_rate"], -row["checked"], row["product"]))
    basis = basis_of(session, STOCK, filters, total(found, "checked"))
    notes = [] if must_stock.lines else [NO_LIST]
    return Answer([figure.over(basis) for figure in _figures(found).values()], rows, notes)


def _figures(group: list[Cell]) -> dict[str, Figure]:
    checked, out, found_out, fixed = (total(group, name) for name in ("checked", "out", "found_out", "fixed"))
    return {
        "oos_rate": metrics.oos_rate(out, checked),
        "on_shelf_availability": metrics.on_shelf_availability(checked - out, checked),
        "fixed_on_visit_rate": metrics.fixed_on_visit_rate(fixed, found_out),
    }


def _row(product: Product, group: list[Cell]) -> dict:
    return {
        "sku": product.id,
        "product": product.name,
        "brand": product.brand,
        "category": product.category,
        **{name: total(group, name) for name in MEASURES},
        **{name: figure.value for name, figure in _figures(group).items()},
        "latest_on": max(cell.made_on for cell in group),
    }


NO_LIST = Words(
    "No must-stock list is in force: without one there is nothing that should be on the shelf.",
    "没有生效的必备清单：没有清单，就没有应当在架的产品。",
)

OUT_OF_STOCK = View(
    name="out_of_stock",
    owner="sales",
    title=Words("Out of stock", "缺货"),
    question=Words(
        "Which must-stock products are missing on the shelf, and why?", "哪些必备产品不在货架上，原因是什么？"
    ),
    definition=Words(
        "The latest tally of each outlet and product in the window, for the products on the must-stock list of the "
        "outlet's class on the day of the visit. Out is the state on leaving; found out, the state on arriving.",
        "取期内每家门店每个产品的最近一次清点，仅限拜访当日该等级门店必备清单内的产品。缺货指离店时状态，到店缺货指到店时状态。",
    ),
    source=STOCK,
    key=("sku",),
    narrowed_by=PARTS,
    opens={"oos_rate": "out", "on_shelf_availability": "on_shelf", "fixed_on_visit_rate": "fixed"},
    leads_with=("oos_rate", "fixed_on_visit_rate"),
    columns=(
        column("sku", "ref", "Product id", "产品编号", shown=False),
        column("product", "text", "Product", "产品"),
        column("brand", "text", "Brand", "品牌"),
        column("category", "text", "Category", "品类"),
        column("checked", "integer", "Checked", "已检查", part="checked"),
        column("out", "integer", "Out", "缺货", part="out"),
        column("oos_rate", "share", "Out-of-stock rate", "缺货率"),
        column("on_shelf_availability", "share", "On shelf", "在架率"),
        column("found_out", "integer", "Found out", "到店缺货", part="found_out"),
        column("fixed", "integer", "Fixed on visit", "当场补货", part="fixed"),
        column("fixed_on_visit_rate", "share", "Fixed rate", "补货率"),
        column("cause_void", "integer", "Not listed", "未进店"),
        column("cause_on_order", "integer", "On order", "已订货"),
        column("cause_back_room", "integer", "Back room", "在后仓"),
        column("cause_late_delivery", "integer", "Late delivery", "送货延迟"),
        column("cause_delisted", "integer", "Delisted", "已下架"),
        column("cause_other", "integer", "Other", "其他"),
        column("cause_unknown", "integer", "No cause given", "未说明"),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=must_stock_evidence,
)
