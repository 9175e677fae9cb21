"""Price ladder: what our products and our rivals' cost on the shelf for the same content, dearest first."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import PARTS, Filters
from server.departments.observations import Source, basis_of, ids_of, read
from server.departments.stock import count_if
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column
from server.flat import flat_table
from sync.fields import Option, Words

OWN = Source("price_check", "sku", lambda table: case((table.c.sku.is_not(None), table.c.price_minor)))
RIVAL = Source(
    "price_check", "rival_product", lambda table: case((table.c.rival_product.is_not(None), table.c.price_minor))
)
EVERY = Source("price_check", answer=lambda table: table.c.price_minor, latest_only=False)
READ = ("currency", "content", "content_unit", "on_promo")
NEAR_SIZE = 1.5
PER = {"ml": 100, "g": 100, "piece": 1}
PER_OPTIONS = (
    Option("ml", Words("100 ml", "100 毫升")),
    Option("g", Words("100 g", "100 克")),
    Option("piece", Words("piece", "件")),
)
OURS = (Option("own", Words("ours", "我方")), Option("rival", Words("a competitor's", "竞品")))


def _answer(session: Session, filters: Filters) -> Answer:
    currency = _commonest(session, filters)
    found = [
        *(dict(row) | {"whose": "own"} for row in session.execute(_own(filters, currency)).mappings()),
        *(dict(row) | {"whose": "rival"} for row in session.execute(_rival(filters, currency)).mappings()),
    ]
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in found:
        groups.setdefault((each["category"] or "", each["content_unit"] or "piece"), []).append(each)
    rows = [row for key, group in sorted(groups.items()) for row in _ladder(key, group, currency)]
    basis = basis_of(session, EVERY, filters)
    figures = [metrics.price_compliance(_listed(session, filters)), _index(groups)]
    return Answer([figure.over(basis) for figure in figures], rows, _notes(groups, currency))


def _sums(seen: Subquery, product) -> list[ColumnElement]:
    """Sums over the latest prices whose content is known; the content seen, else the product's own."""
    return [
        func.count().label("outlets"),
        func.sum(seen.c.answer).label("price"),
        func.sum(func.coalesce(seen.c.content, product.c.content)).label("content"),
        func.min(seen.c.answer).label("lowest"),
        func.max(seen.c.answer).label("highest"),
        count_if(seen.c.on_promo).label("on_promo"),
        func.max(seen.c.made_on).label("latest_on"),
    ]


def _of(seen: Subquery, product, subject: str, currency: str, filters: Filters) -> Select:
    unit = func.coalesce(seen.c.content_unit, product.c.content_unit)
    outlets = outlets_in(filters)
    known = func.coalesce(seen.c.content, product.c.content) > 0
    query = (
        select(
            product.c.id.label("about"),
            product.c.name,
            product.c.category,
            unit.label("content_unit"),
            *_sums(seen, product),
        )
        .select_from(seen)
        .join(outlets, outlets.c.id == seen.c.outlet)
        .join(product, product.c.id == seen.c[subject])
        .where(known, func.coalesce(seen.c.currency, "") == currency)
        .group_by(product.c.id, product.c.name, product.c.category, unit)
    )
    return query.where(product.c.category == filters.category) if filters.category else query


def _own(filters: Filters, currency: str) -> Select:
    product = flat_table("product")
    query = _of(read(OWN, filters, *READ), product, "sku", currency, filters)
    query = query.add_columns(product.c.brand.label("maker")).group_by(product.c.brand)
    return query.where(product.c.brand == filters.brand) if filters.brand else query


def _rival(filters: Filters, currency: str) -> Select:
    product, rival = flat_table("rival_product"), flat_table("competitor")
    query = _of(read(RIVAL, filters, *READ), product, "rival_product", currency, filters)
    return (
        query.outerjoin(rival, rival.c.id == product.c.competitor)
        .add_columns(rival.c.name.label("maker"))
        .group_by(rival.c.name)
    )


def _commonest(session: Session, filters: Filters) -> str:
    """The currency of most prices: others do not stand on this ladder."""
    seen, outlets = read(EVERY, filters, "currency"), outlets_in(filters)
    currency = func.coalesce(seen.c.currency, "")
    query = select(currency).join(outlets, outlets.c.id == seen.c.outlet).group_by(currency)
    return session.scalar(query.order_by(func.count().desc(), currency).limit(1)) or ""


def _ladder(key: tuple[str, str], group: list[dict[str, Any]], currency: str) -> list[dict[str, Any]]:
    rows = [_row(each, key, currency, _sums_beside(each, group)) for each in group]
    return sorted(rows, key=lambda row: -row["price_per_content"])


def _sums_beside(rival: dict[str, Any], group: list[dict[str, Any]]) -> tuple[int, int]:
    """Price and content of those products of ours that a shopper would hold beside a rival's: of much the same size."""
    near = [each for each in group if each["whose"] == "own" and _size_ratio(each, rival) <= NEAR_SIZE]
    return sum(int(each["price"]) for each in near), sum(int(each["content"]) for each in near)


def _size_ratio(one: dict[str, Any], other: dict[str, Any]) -> float:
    sizes = [int(each["content"]) / int(each["outlets"]) for each in (one, other)]
    return max(sizes) / min(sizes)


def _row(each: dict[str, Any], key: tuple[str, str], currency: str, own: tuple[int, int]) -> dict[str, Any]:
    price, content = int(each["price"]), int(each["content"])
    index = metrics.price_index(*own, price, content).value if each["whose"] == "rival" else None
    return {
        "about": each["about"],
        "product": each["name"],
        "whose": each["whose"],
        "maker": each["maker"],
        "category": key[0],
        "per": key[1],
        "price_per_content": round(PER[key[1]] * price / content),
        "price_minor": round(price / int(each["outlets"])),
        "lowest": int(each["lowest"]),
        "highest": int(each["highest"]),
        "outlets": int(each["outlets"]),
        "on_promo": int(each["on_promo"]),
        "price_index": index if own[1] else None,
        "currency": currency or None,
        "latest_on": each["latest_on"],
    }


def _leading(groups: dict[tuple[str, str], list[dict[str, Any]]]) -> tuple[str, str] | None:
    """The category and unit in which most prices of both sides were seen."""
    both = {
        key: sum(int(each["outlets"]) for each in group)
        for key, group in groups.items()
        if len({each["whose"] for each in group}) == 2
    }
    return max(both, key=lambda key: (both[key], key)) if both else None


def _index(groups: dict[tuple[str, str], list[dict[str, Any]]]):
    key = _leading(groups)
    group = groups[key] if key else []
    rivals = [each for each in group if each["whose"] == "rival" and _sums_beside(each, group)[1]]
    ours = [
        each for each in group if each["whose"] == "own" and any(_size_ratio(each, one) <= NEAR_SIZE for one in rivals)
    ]
    own, rival = ([sum(int(each[name]) for each in side) for name in ("price", "content")] for side in (ours, rivals))
    return metrics.price_index(own[0], own[1], rival[0], rival[1])


def _notes(groups: dict[tuple[str, str], list[dict[str, Any]]], currency: str) -> list[Words]:
    notes = [Words(f"Prices in {currency}.", f"价格币种：{currency}。")] if currency else []
    key = _leading(groups)
    return (
        [*notes, Words(f"The headline index is of {key[0]}.", f"总指数取品类：{key[0]}。")] if key and key[0] else notes
    )


def _listed(session: Session, filters: Filters):
    """Pairs of price seen and list price, in one currency."""
    seen, product, outlets = read(OWN, filters, "currency"), flat_table("product"), outlets_in(filters)
    same = func.coalesce(product.c.currency, "") == func.coalesce(seen.c.currency, "")
    query = (
        select(seen.c.answer, product.c.price_minor, func.count())
        .join(outlets, outlets.c.id == seen.c.outlet)
        .join(product, and_(product.c.id == seen.c.sku, same))
        .where(product.c.price_minor > 0)
        .group_by(seen.c.answer, product.c.price_minor)
    )
    for name in ("brand", "category"):
        if getattr(filters, name):
            query = query.where(product.c[name] == getattr(filters, name))
    return [(price, listed) for price, listed, count in session.execute(query) for _ in range(count)]


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], _part: str | None):
    about = key.get("about", "")
    source = RIVAL if about.startswith("rival_product/") else OWN if about else EVERY

    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        return [seen.c[source.subject or ""] == about] if about else []

    return ids_of(source, filters, READ, where)


PRICE_LADDER = View(
    name="price_ladder",
    owner="marketing",
    title=Words("Price ladder", "价格阶梯"),
    question=Words(
        "What do we cost on the shelf, and what do our rivals, for the same content?",
        "同等含量下，我方与竞品在货架上各卖多少？",
    ),
    definition=Words(
        "The latest price of each outlet and product in the window, divided by its content and pooled over outlets; "
        "dearest first within a category. Index: 100 × the price for the content of our products of much the same size (at "
        "most half as large again) ÷ the rival's. Price "
        "compliance: our prices within 2 % of the list price ÷ our prices seen.",
        "取期内每家门店每个产品最近一次价格，除以含量，各门店合并；同品类内由贵到便宜。指数：100 × 我方规格相近（相差不超过一半）产品的单位含量价格 ÷ 竞品。"
        "价格合规：与标价相差 2 % 以内 ÷ 所见我方价格。",
    ),
    source=EVERY,
    key=("about",),
    narrowed_by=PARTS,
    leads_with=("price_index", "price_compliance"),
    columns=(
        column("about", "ref", "Product id", "产品编号", shown=False),
        column("product", "text", "Product", "产品"),
        column("whose", "choice", "Whose", "所属", options=OURS),
        column("maker", "text", "Brand", "品牌"),
        column("category", "text", "Category", "品类"),
        column("price_per_content", "money", "Price for", "单位价格"),
        column("per", "choice", "the content of", "计价含量", options=PER_OPTIONS),
        column("price_index", "number", "Index", "指数"),
        column("price_minor", "money", "Mean price", "平均价格"),
        column("lowest", "money", "Lowest", "最低"),
        column("highest", "money", "Highest", "最高"),
        column("outlets", "integer", "Outlets", "门店", part="prices"),
        column("on_promo", "integer", "On promotion", "促销中"),
        column("currency", "text", "Currency", "币种", shown=False),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=_evidence,
)
