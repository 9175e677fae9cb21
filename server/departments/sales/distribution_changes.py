"""Distribution won and lost: where a product came onto the shelf or left it since the window began."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import PARTS, Filters
from server.departments.observations import basis_of, read
from server.departments.stock import READ, STOCK, is_carried
from server.departments.universe import outlets_in, products_in
from server.departments.view import Answer, View, column, options_of
from sync.fields import Option, Words
from sync.kinds.observations.stock_count import STOCK_COUNT

LOOK_BACK_DAYS = 60
CHANGES = (Option("gained", Words("won", "新增")), Option("lost", Words("lost", "丢失")))


def before(filters: Filters) -> Filters:
    """The sixty days before the window: what stood there is what counts as the start."""
    first = date.fromisoformat(filters.from_on)
    return replace(
        filters,
        from_on=(first - timedelta(days=LOOK_BACK_DAYS)).isoformat(),
        until_on=(first - timedelta(days=1)).isoformat(),
    )


def _answer(session: Session, filters: Filters) -> Answer:
    products = products_in(session, filters)
    changed = session.execute(_changed(filters)).all()
    compared, fresh = changed[0][-2:] if changed else session.execute(_compared(filters)).one()
    rows = [_row(row, products[row.sku].name) for row in changed if row.sku in products]
    basis = basis_of(session, STOCK, filters, compared)
    won = [(row["outlet"], row["sku"]) for row in rows if row["change"] == "gained"]
    lost = [(row["outlet"], row["sku"]) for row in rows if row["change"] == "lost"]
    figures = [
        metrics.pairs_gained(len(metrics.distribution_gain((), won)) if compared else None),
        metrics.pairs_lost(len(metrics.distribution_loss(lost, ())) if compared else None),
    ]
    return Answer([figure.over(basis) for figure in figures], rows, [_unknown(fresh)] if fresh else [])


def _both(filters: Filters):
    """The latest tally of the window beside the latest of the days before, pair by pair."""
    now, then, outlets = (
        read(STOCK, filters, *READ),
        read(STOCK, before(filters), *READ).alias("then"),
        outlets_in(filters),
    )
    same = and_(then.c.outlet == now.c.outlet, then.c.sku == now.c.sku)
    return now, then, outlets, now.join(outlets, outlets.c.id == now.c.outlet).outerjoin(then, same)


def _changed(filters: Filters):
    """The pairs that were won or lost, each with how many pairs were looked at in both, and how many only now."""
    now, then, outlets, joined = _both(filters)
    both, all_of_them = func.count(then.c.id).over(), func.count().over()
    columns = (outlets.c.name, outlets.c.outlet_class, outlets.c.channel, outlets.c.route)
    pairs = (
        select(now.c.id, now.c.outlet, now.c.sku, now.c.cause, now.c.made_on, then.c.made_on.label("then_on"), *columns)
        .add_columns(is_carried(now).label("carried"))
        .add_columns(and_(then.c.id.is_not(None), is_carried(now) != is_carried(then)).label("is_changed"))
        .add_columns(both.label("compared"), (all_of_them - both).label("fresh"))
        .select_from(joined)
        .subquery("pairs")
    )
    kept = [each for each in pairs.c if each.name != "is_changed"]
    return select(*kept).where(pairs.c.is_changed).order_by(pairs.c.made_on.desc(), pairs.c.name, pairs.c.sku)


def _compared(filters: Filters):
    """How many pairs were looked at in both, and how many only now."""
    _, then, _, joined = _both(filters)
    return select(func.count(then.c.id), func.count() - func.count(then.c.id)).select_from(joined)


def _row(row: Row, product: str) -> dict:
    return {
        "outlet": row.outlet,
        "outlet_name": row.name,
        "outlet_class": row.outlet_class,
        "channel": row.channel,
        "route": row.route,
        "sku": row.sku,
        "product": product,
        "change": "gained" if row.carried else "lost",
        "then_on": row.then_on,
        "seen_on": row.made_on,
        "cause": None if row.carried else row.cause,
    }


def _unknown(pairs: int) -> Words:
    return Words(
        f"{pairs} pairs of outlet and product were tallied now and not in the 60 days before; they are neither won nor lost.",
        f"有 {pairs} 对门店与产品在此前 60 天未清点，不计为新增或丢失。",
    )


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], _part: str | None):
    now, then, _, joined = _both(filters)
    changed = and_(then.c.id.is_not(None), is_carried(now) != is_carried(then))
    named = [now.c[name] == key[name] for name in ("outlet", "sku") if key.get(name)]
    return select(now.c.id).select_from(joined).where(changed, *named).order_by(now.c.first_at.desc(), now.c.id)


DISTRIBUTION_CHANGES = View(
    name="distribution_changes",
    owner="sales",
    title=Words("Won and lost", "新增与丢失"),
    question=Words("Where did we win a place on the shelf, and where did we lose one?", "哪些门店新增或丢失了铺货？"),
    definition=Words(
        "The latest tally of each outlet and product in the window against the latest in the 60 days before it. Won: "
        "carried now and not then. Lost: carried then and not now. Pairs looked at only once are neither.",
        "期内每家门店每个产品最近一次清点与此前 60 天最近一次对照。新增：现在经销而此前未经销；丢失：相反。只查看过一次的不计。",
    ),
    source=STOCK,
    key=("outlet", "sku"),
    narrowed_by=PARTS,
    leads_with=("pairs_gained", "pairs_lost"),
    columns=(
        column("change", "choice", "Change", "变动", options=CHANGES),
        column("outlet", "ref", "Outlet id", "门店编号", shown=False),
        column("outlet_name", "text", "Outlet", "门店"),
        column("outlet_class", "text", "Class", "等级"),
        column("channel", "text", "Channel", "渠道"),
        column("route", "ref", "Route", "路线"),
        column("sku", "ref", "Product id", "产品编号", shown=False),
        column("product", "text", "Product", "产品"),
        column("then_on", "day", "Before", "此前"),
        column("seen_on", "day", "Seen", "所见"),
        column("cause", "choice", "Cause", "原因", options=options_of(STOCK_COUNT, "cause")),
    ),
    answer=_answer,
    evidence=_evidence,
)
