"""Competitor sightings: what rivals were seen doing, where, by whom."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Subquery, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.observations import Source, basis_of, ids_of, read
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column, options_of
from server.departments.walks import outlets_visited
from server.flat import flat_table
from sync.fields import Words
from sync.kinds.observations.competitor_sighting import COMPETITOR_SIGHTING

SOURCE = Source("competitor_sighting", latest_only=False)
READ = ("author", "brand", "what", "product", "price_minor", "currency", "size", "same_as", "remark")


def _answer(session: Session, filters: Filters) -> Answer:
    rows = [dict(row._mapping) for row in session.execute(_sightings(filters))]
    reporting = len({row["outlet"] for row in rows})
    basis = basis_of(session, SOURCE, filters, len(rows))
    figures = [
        metrics.sightings(len(rows) or None),
        metrics.competitor_event_spread(reporting, outlets_visited(session, filters)),
    ]
    return Answer([figure.over(basis) for figure in figures], rows)


def _sightings(filters: Filters):
    seen, outlets = read(SOURCE, filters, *READ), outlets_in(filters)
    rival, product = flat_table("competitor"), flat_table("rival_product")
    return (
        select(
            seen.c.id,
            seen.c.first_at.label("seen_at"),
            seen.c.outlet,
            outlets.c.name.label("outlet_name"),
            outlets.c.route,
            rival.c.name.label("competitor"),
            seen.c.what,
            func.coalesce(product.c.name, seen.c.product).label("product"),
            seen.c.price_minor,
            seen.c.currency,
            seen.c.size,
            seen.c.remark,
            seen.c.author,
            seen.c.same_as,
        )
        .join(outlets, outlets.c.id == seen.c.outlet)
        .outerjoin(rival, rival.c.id == seen.c.brand)
        .outerjoin(product, product.c.id == seen.c.product)
        .order_by(seen.c.first_at.desc(), seen.c.id)
    )


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], _part: str | None):
    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        return [seen.c[name] == key[name] for name in ("id", "outlet", "what") if key.get(name)]

    return ids_of(SOURCE, filters, READ, where)


COMPETITOR_SIGHTINGS = View(
    name="competitor_sightings",
    owner="marketing",
    title=Words("Sightings", "竞品动态"),
    question=Words("What are competitors doing, and how far has it spread?", "竞争对手在做什么，扩散到多大范围？"),
    definition=Words(
        "Every sighting recorded in the window. Spread: outlets with a sighting ÷ outlets visited.",
        "期内的每一条竞品动态。扩散：有动态的门店 ÷ 拜访过的门店。",
    ),
    source=SOURCE,
    key=("id",),
    row_is_record=True,
    leads_with=("sightings", "competitor_event_spread"),
    columns=(
        column("id", "ref", "Record", "记录", shown=False),
        column("seen_at", "instant", "Seen", "时间"),
        column("outlet", "ref", "Outlet id", "门店编号", shown=False),
        column("outlet_name", "text", "Outlet", "门店"),
        column("route", "ref", "Route", "路线"),
        column("competitor", "text", "Competitor", "竞争对手"),
        column("what", "choice", "What", "内容", options=options_of(COMPETITOR_SIGHTING, "what")),
        column("product", "text", "Product", "产品"),
        column("price_minor", "money", "Price", "价格"),
        column("currency", "text", "Currency", "币种", shown=False),
        column("size", "choice", "Size", "规模", options=options_of(COMPETITOR_SIGHTING, "size")),
        column("remark", "text", "Remark", "备注"),
        column("author", "text", "Seen by", "观察人"),
        column("same_as", "ref", "Same as", "同一事件", shown=False),
    ),
    answer=_answer,
    evidence=_evidence,
)
