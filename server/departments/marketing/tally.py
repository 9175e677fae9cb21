"""Tally: how much of each product stands in the outlets."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import PARTS, Filters
from server.departments.observations import basis_of
from server.departments.stock import STOCK, Cell, by_product, cells, count_if, is_out, stock_evidence, total
from server.departments.universe import Product, products_in
from server.departments.view import Answer, View, column
from sync.fields import Words

SOON_DAYS = 30


def _answer(session: Session, filters: Filters) -> Answer:
    soon = (date.fromisoformat(filters.until_on) + timedelta(days=SOON_DAYS)).isoformat()
    measures = {
        "audited": lambda _seen, _outlets: func.count(),
        "counted": lambda seen, _outlets: func.count(seen.c.on_shelf),
        "units_on_shelf": lambda seen, _outlets: func.sum(seen.c.on_shelf),
        "units_in_back_room": lambda seen, _outlets: func.sum(seen.c.back_room),
        "facings": lambda seen, _outlets: func.sum(seen.c.facings),
        "out": lambda seen, _outlets: count_if(is_out(seen)),
        "oldest_expiry_on": lambda seen, _outlets: func.min(seen.c.oldest_expiry_on),
        "expiring": lambda seen, _outlets: func.sum(case((seen.c.oldest_expiry_on <= soon, 1), else_=0)),
    }
    products = products_in(session, filters)
    found = [cell for cell in cells(session, filters, measures, "facings", "oldest_expiry_on") if cell.sku in products]
    groups = by_product(found)
    rows = [_row(product, groups[product.id]) for product in products.values() if product.id in groups]
    basis = basis_of(session, STOCK, filters, total(found, "audited"))
    units, behind, out = (total(found, name) for name in ("units_on_shelf", "units_in_back_room", "out"))
    figures = [
        metrics.units_on_shelf(units if total(found, "counted") else None),
        metrics.units_in_back_room(behind if total(found, "counted") else None),
        metrics.shelf_gaps(out, total(found, "audited")),
    ]
    return Answer([figure.over(basis) for figure in figures], rows)


def _row(product: Product, group: list[Cell]) -> dict:
    names = ("audited", "counted", "units_on_shelf", "units_in_back_room", "facings", "out", "expiring")
    sums: dict[str, Any] = {name: total(group, name) for name in names}
    for name in ("units_on_shelf", "units_in_back_room", "facings"):
        if all(cell.sums[name] is None for cell in group):
            sums[name] = None
    expiries = [cell.sums["oldest_expiry_on"] for cell in group if cell.sums["oldest_expiry_on"]]
    return {
        "sku": product.id,
        "product": product.name,
        "brand": product.brand,
        "category": product.category,
        **sums,
        "units_per_outlet": sums["units_on_shelf"] / sums["counted"] if sums["counted"] else None,
        "oldest_expiry_on": min(expiries, default=None),
        "latest_on": max(cell.made_on for cell in group),
    }


TALLY = View(
    name="tally",
    owner="marketing",
    title=Words("Tally", "清点"),
    question=Words("How much of each product stands in the outlets?", "每个产品在门店里有多少现货？"),
    definition=Words(
        "Sums of the latest tally of each outlet and product in the window, in units, never cases. "
        "Averages are over the outlets where units were counted.",
        "期内每家门店每个产品最近一次清点之和，按单件计。平均值只除以点过数量的门店。",
    ),
    source=STOCK,
    key=("sku",),
    narrowed_by=PARTS,
    opens={"shelf_gaps": "out"},
    leads_with=("units_on_shelf", "shelf_gaps"),
    columns=(
        column("sku", "ref", "Product id", "产品编号", shown=False),
        column("product", "text", "Product", "产品"),
        column("brand", "text", "Brand", "品牌"),
        column("category", "text", "Category", "品类"),
        column("audited", "integer", "Outlets checked", "已检查门店", part="audited"),
        column("counted", "integer", "Outlets counted", "已点数门店"),
        column("units_on_shelf", "integer", "Units on shelf", "货架数量"),
        column("units_in_back_room", "integer", "Units in back room", "后仓数量"),
        column("units_per_outlet", "number", "Units an outlet", "每店数量"),
        column("facings", "integer", "Facings", "排面"),
        column("out", "integer", "Out", "缺货", part="out"),
        column("oldest_expiry_on", "day", "Oldest expiry", "最早到期"),
        column("expiring", "integer", "Outlets with expiry within 30 days", "30 天内到期门店"),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=stock_evidence,
)
