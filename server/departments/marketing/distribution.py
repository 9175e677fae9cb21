"""Distribution: where our products are carried, and in how much of the trade."""

from dataclasses import replace

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import PARTS, Filters
from server.departments.metrics import Basis, Figure
from server.departments.observations import basis_of, valid
from server.departments.stock import (
    STOCK,
    Cell,
    by_product,
    cells,
    count_if,
    is_carried,
    is_in_stock,
    stock_evidence,
    total,
)
from server.departments.universe import MustStock, Product, Weights, outlets_in, products_in, weights_of
from server.departments.view import Answer, View, column
from sync.fields import Words


def _answer(session: Session, filters: Filters) -> Answer:
    weights = weights_of(session, filters)
    products = products_in(session, filters)
    found = [cell for cell in _cells(session, filters, weights) if cell.sku in products]
    must_stock = MustStock(session)
    groups = by_product(found)
    rows = [
        _row(product, groups.get(product.id, []), weights)
        for product in products.values()
        if product.id in groups or must_stock.lists(product.id, filters.until_on)
    ]
    basis = basis_of(session, STOCK, filters, total(found, "audited"))
    everywhere = _looked_at(session, filters) & products.keys() if filters != filters.whole() else groups.keys()
    pooled = _parts(found, weights, len(everywhere)).values()
    figures = [each.over(basis) for each in (*pooled, _points(rows))]
    figures.append(_on_lists(found, MustStock(session), basis))
    return Answer(figures, rows, _notes(weights, len(groups), len(everywhere)))


def _looked_at(session: Session, filters: Filters) -> set[str]:
    """The products that somebody looked at in the window, anywhere: what figures over all outlets are measured against,
    so that those of the parts of the trade add up."""
    whole = filters.whole()
    table, outlets = STOCK.table, outlets_in(whole)
    query = select(table.c.sku).distinct().join(outlets, outlets.c.id == table.c.outlet).where(valid(STOCK, whole))
    return set(session.scalars(query))


def _cells(session: Session, filters: Filters, weights: Weights) -> list[Cell]:
    def weight(condition):
        return lambda seen, outlets: func.sum(case((condition(seen), weights.of_outlet(outlets)), else_=0))

    measures = {
        "audited": lambda _seen, _outlets: func.count(),
        "carrying": lambda seen, _outlets: count_if(is_carried(seen)),
        "in_stock": lambda seen, _outlets: count_if(is_in_stock(seen)),
        "weight_carrying": weight(is_carried),
        "weight_in_stock": weight(is_in_stock),
    }
    return cells(session, filters, measures)


def _parts(group: list[Cell], weights: Weights, products: int = 1) -> dict[str, Figure]:
    """The figures of one product, or pooled over several; without an audit there is no data, though the outlets count."""
    audited, carrying, in_stock = (total(group, name) for name in ("audited", "carrying", "in_stock"))
    outlets, trade = weights.outlets * products, weights.total * products
    numeric = metrics.numeric_distribution_universe(carrying, outlets)
    weighted = metrics.weighted_distribution(float(total(group, "weight_carrying")), trade)
    parts = {
        "numeric_distribution_universe": numeric,
        "numeric_distribution_audited": metrics.numeric_distribution_audited(carrying, audited),
        "weighted_distribution": weighted,
        "store_quality_index": metrics.store_quality_index(weighted.value, numeric.value),
        "in_stock_distribution": metrics.in_stock_distribution(in_stock, outlets),
        "in_stock_weighted_distribution": metrics.in_stock_weighted_distribution(
            float(total(group, "weight_in_stock")), trade
        ),
        "distribution_oos": metrics.distribution_oos(in_stock, carrying),
    }
    return parts if audited else {name: replace(figure, value=None) for name, figure in parts.items()}


def _row(product: Product, group: list[Cell], weights: Weights) -> dict:
    counts = {name: total(group, name) for name in ("audited", "carrying", "in_stock")}
    shares = {name: figure.value for name, figure in _parts(group, weights).items()}
    return {
        "sku": product.id,
        "product": product.name,
        "brand": product.brand,
        "category": product.category,
        "outlets": weights.outlets,
        **counts,
        **shares,
        "latest_on": max((cell.made_on for cell in group), default=None),
    }


def _points(rows: list[dict]) -> Figure:
    return metrics.total_distribution_points(row["numeric_distribution_universe"] for row in rows if row["audited"])


def _on_lists(found: list[Cell], must_stock: MustStock, basis: Basis) -> Figure:
    owed = [cell for cell in found if must_stock.holds(cell.sku, cell.outlet_class, cell.made_on)]
    figure = metrics.must_stock_compliance(total(owed, "carrying"), total(owed, "audited"))
    return figure.over(replace(basis, n=total(owed, "audited")))


def _notes(weights: Weights, here: int, everywhere: int) -> list[Words]:
    notes = [_weighing(weights)]
    if here < everywhere:
        notes.append(
            Words(
                f"Measured against the {everywhere} products looked at anywhere in the trade; {here} of them here.",
                f"以全部市场中查看过的 {everywhere} 个产品为分母，其中 {here} 个在此范围内查看过。",
            )
        )
    return notes


def _weighing(weights: Weights) -> Words:
    if weights.by_turnover:
        return Words(
            f"Weighted by category turnover, known for {weights.known} of {weights.outlets} outlets.",
            f"按品类销售额加权，{weights.outlets} 家门店中已知 {weights.known} 家。",
        )
    return Words(
        "Weighted by class of outlet (A 3, B 2, C 1), as turnover is known for fewer than half of the outlets.",
        "按门店等级加权（A 3、B 2、C 1），因不足半数门店有销售额。",
    )


CARRIED = ("numeric_distribution_universe", "numeric_distribution_audited", "weighted_distribution")
IN_STOCK = ("in_stock_distribution", "in_stock_weighted_distribution")

DISTRIBUTION = View(
    name="distribution",
    owner="marketing",
    title=Words("Distribution", "铺货"),
    question=Words(
        "Where are our products carried, and in how much of the trade?",
        "我们的产品铺到了哪里，占多大的市场？",
    ),
    definition=Words(
        "The latest tally of each outlet and product in the window. Carried: on the shelf, or out for another cause "
        "than not listed or delisted. Headline figures are pooled over the products somebody looked "
        "at anywhere in the trade, so that those of its parts add up. Products nobody checked have no data.",
        "取期内每家门店每个产品的最近一次清点。经销：在架，或缺货但原因并非未进店、已下架。"
        "总指标按全部市场中有人查看过的产品合并计算，各部分相加即为整体。无人检查的产品没有数据。",
    ),
    source=STOCK,
    key=("sku",),
    narrowed_by=PARTS,
    opens={name: "carrying" for name in CARRIED} | {name: "in_stock" for name in IN_STOCK},
    leads_with=("weighted_distribution", "numeric_distribution_universe", "must_stock_compliance"),
    columns=(
        column("sku", "ref", "Product id", "产品编号", shown=False),
        column("product", "text", "Product", "产品"),
        column("brand", "text", "Brand", "品牌"),
        column("category", "text", "Category", "品类"),
        column("outlets", "integer", "Active outlets", "营业门店"),
        column("audited", "integer", "Audited", "已检查", part="audited"),
        column("carrying", "integer", "Carrying", "经销", part="carrying"),
        column("in_stock", "integer", "In stock", "有货", part="in_stock"),
        column("numeric_distribution_universe", "share", "Numeric, all outlets", "数值（全部）"),
        column("numeric_distribution_audited", "share", "Numeric, audited", "数值（已检查）"),
        column("weighted_distribution", "share", "Weighted", "加权"),
        column("store_quality_index", "index", "Quality index", "质量指数"),
        column("in_stock_distribution", "share", "In stock, numeric", "有货（数值）"),
        column("in_stock_weighted_distribution", "share", "In stock, weighted", "有货（加权）"),
        column("distribution_oos", "share", "Carried, out of stock", "经销缺货"),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=stock_evidence,
)
