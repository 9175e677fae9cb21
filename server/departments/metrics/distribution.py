"""Where a product is carried, in how much of the trade, and where it should be and is not."""

from collections.abc import Iterable

from server.departments.metrics.figure import Figure, metric, ratio, share
from sync.fields import Words

Pair = tuple[str, str]


@metric(
    Words("Numeric distribution, all outlets", "数值铺货率（全部门店）"),
    Words(
        "Outlets carrying the product ÷ active outlets. An outlet carries a product that is on the shelf, or out "
        "for another cause than not listed or delisted.",
        "经销该产品的门店 ÷ 营业门店。在架，或缺货但原因并非未进店、已下架，即视为经销。",
    ),
)
def numeric_distribution_universe(carrying: int, outlets: int) -> Figure:
    return share(carrying, outlets)


@metric(
    Words("Numeric distribution, audited outlets", "数值铺货率（已检查门店）"),
    Words(
        "Outlets carrying the product ÷ outlets where it was checked in the window.",
        "经销该产品的门店 ÷ 期内检查过该产品的门店。",
    ),
)
def numeric_distribution_audited(carrying: int, audited: int) -> Figure:
    return share(carrying, audited)


@metric(
    Words("Weighted distribution", "加权铺货率"),
    Words(
        "Category turnover of the outlets carrying the product ÷ turnover of all active outlets.",
        "经销该产品门店的品类销售额 ÷ 全部营业门店的品类销售额。",
    ),
)
def weighted_distribution(turnover_of_carriers: float, turnover: float) -> Figure:
    return ratio(turnover_of_carriers, turnover)


@metric(
    Words("Outlet-quality index", "门店质量指数"),
    Words(
        "Weighted ÷ numeric distribution; above 1 the better outlets carry it.",
        "加权铺货率 ÷ 数值铺货率；大于 1 表示进了好店。",
    ),
    unit="index",
)
def store_quality_index(weighted: float | None, numeric: float | None) -> Figure:
    return ratio(weighted, numeric)


@metric(
    Words("In-stock distribution", "有货铺货率"),
    Words(
        "Outlets with the product on hand at the latest visit ÷ active outlets.",
        "最近一次拜访时有货的门店 ÷ 营业门店。",
    ),
)
def in_stock_distribution(in_stock: int, outlets: int) -> Figure:
    return share(in_stock, outlets)


@metric(
    Words("In-stock weighted distribution", "有货加权铺货率"),
    Words(
        "Turnover of the outlets with the product on hand ÷ turnover of all active outlets.",
        "有货门店的品类销售额 ÷ 全部营业门店的品类销售额。",
    ),
)
def in_stock_weighted_distribution(turnover_in_stock: float, turnover: float) -> Figure:
    return ratio(turnover_in_stock, turnover)


@metric(
    Words("Carried but out of stock", "经销店缺货率"),
    Words("1 − outlets in stock ÷ outlets carrying.", "1 − 有货门店 ÷ 经销门店。"),
)
def distribution_oos(in_stock: int, carrying: int) -> Figure:
    return share(carrying - in_stock, carrying)


@metric(
    Words("Total distribution points", "总铺货点"),
    Words(
        "Sum of the numeric distributions of a brand's products, in points.",
        "品牌各产品数值铺货率之和，以点计。",
    ),
    unit="points",
)
def total_distribution_points(numeric: Iterable[float | None]) -> Figure:
    known = [each for each in numeric if each is not None]
    return Figure(100 * sum(known) if known else None)


@metric(
    Words("Average products handled", "平均经销产品数"),
    Words(
        "Total distribution points ÷ the share of outlets carrying any of the brand, in points.",
        "总铺货点 ÷ 品牌数值铺货率（点）。",
    ),
    unit="number",
)
def average_skus_handled(points: float | None, brand_numeric: float | None) -> Figure:
    return ratio(points, 100 * brand_numeric if brand_numeric else None)


@metric(
    Words("Must-stock compliance", "必备清单达成率"),
    Words(
        "Must-stock products carried ÷ must-stock products checked, each list as in force on the visit's day.",
        "已经销的必备产品 ÷ 已检查的必备产品，清单以拜访当日有效者为准。",
    ),
)
def must_stock_compliance(stocked: int, owed: int) -> Figure:
    return share(stocked, owed)


@metric(
    Words("Void list", "空白清单"),
    Words(
        "The outlet and product pairs that should be carried, were checked, and are not.",
        "应经销、已检查而未经销的门店与产品。",
    ),
    unit="number",
)
def void_list(owed: Iterable[Pair], stocked: Iterable[Pair]) -> list[Pair]:
    """The owed pairs that are not stocked, in order."""
    return sorted(set(owed) - set(stocked))


@metric(
    Words("Distribution gain", "新增铺货"),
    Words("Outlet and product pairs carried now and not at the start.", "现在经销而期初未经销的门店与产品。"),
    unit="number",
)
def distribution_gain(before: Iterable[Pair], now: Iterable[Pair]) -> list[Pair]:
    return sorted(set(now) - set(before))


@metric(
    Words("Distribution loss", "丢失铺货"),
    Words("Outlet and product pairs carried at the start and not now.", "期初经销而现在未经销的门店与产品。"),
    unit="number",
)
def distribution_loss(before: Iterable[Pair], now: Iterable[Pair]) -> list[Pair]:
    return sorted(set(before) - set(now))


@metric(
    Words("Pairs gained", "新增铺货点"),
    Words(
        "Pairs of outlet and product carried now, looked at before and not carried then.",
        "此前检查未经销、现在经销的门店与产品对。",
    ),
    unit="number",
)
def pairs_gained(pairs: int | None) -> Figure:
    return Figure(pairs)


@metric(
    Words("Pairs lost", "丢失铺货点"),
    Words("Pairs of outlet and product carried before and not now.", "此前经销、现在未经销的门店与产品对。"),
    unit="number",
)
def pairs_lost(pairs: int | None) -> Figure:
    return Figure(pairs)
