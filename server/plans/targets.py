"""Sales targets in the ledger: read, set, and shared out in proportion to last year's sales."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.errors import Problem
from server.flat import flat_table
from server.ledger import the_ledger
from server.plans import keeping
from server.plans.keeping import SCOPE, Hand
from server.plans.life import CLOCK, LEADERS
from server.plans.parts import COMPANY, Part, Span, Tree, cascaded, record_of, tree_of


@dataclass(frozen=True)
class Target:
    """What shall be sold in a part of the trade, and who said so."""

    id: str
    units: int | None
    amount_minor: int | None
    currency: str | None
    author: str
    made_at: int


@dataclass(frozen=True)
class Sold:
    """What went in, in units and money."""

    units: int = 0
    amount_minor: int = 0


def trade(session: Session, *, products_of: str | None = None) -> Tree:
    """The parts of the trade; with the products sold on one route below it, if one is named."""
    route, territory = flat_table("route").c, flat_table("territory").c
    query = (
        select(route.id, route.territory, territory.region)
        .join(flat_table("territory"), territory.id == route.territory)
        .where(~route.retired, ~territory.retired)
    )
    routes = [(row.id, row.territory, row.region or "") for row in session.execute(query)]
    products: dict[str, list[str]] = {}
    if products_of:
        product = flat_table("product").c
        listed = session.scalars(select(product.id).where(~product.retired).order_by(product.name))
        products = {products_of: list(listed)}
    return tree_of(routes, products)


def targets_of(session: Session, span: Span) -> dict[Part, Target]:
    """Every target of a span."""
    target = flat_table("target").c
    query = select(flat_table("target")).where(
        ~target.retired, target.period == span.period, target.from_on == span.from_on
    )
    return {
        Part(row.level, row.part or "", row.route or ""): Target(
            row.id, row.units, row.amount_minor, row.currency, row.author, row.made_at
        )
        for row in session.execute(query)
    }


def sold_in(session: Session, span: Span, tree: Tree) -> dict[Part, Sold]:
    """What was delivered in a span to each part of the trade, in the company's currency."""
    line, outlet = flat_table("sell_in").c, flat_table("outlet").c
    currency = current_app.extensions["settings"].currency
    amount = func.sum(func.coalesce(line.amount_minor, 0)).filter(func.coalesce(line.currency, currency) == currency)
    query = (
        select(outlet.route, line.sku, func.sum(line.units).label("units"), func.coalesce(amount, 0).label("amount"))
        .join(flat_table("outlet"), outlet.id == line.outlet)
        .where(~line.retired, line.delivered_on.between(span.from_on, span.until_on), outlet.route.is_not(None))
        .group_by(outlet.route, line.sku)
    )
    sums: dict[Part, list[int]] = defaultdict(lambda: [0, 0])
    above = {part: upper for upper, some in tree.below.items() for part in some}
    for row in session.execute(query):
        for part in _parts_of(row.route, row.sku, above):
            sums[part][0] += int(row.units)
            sums[part][1] += int(row.amount)
    return {part: Sold(*both) for part, both in sums.items()}


def _parts_of(route: str, sku: str, above: Mapping[Part, Part]) -> list[Part]:
    """The product on its route, the route, and everything above it."""
    found, part = [Part("product", sku, route)], Part("route", route)
    while part in above:
        found.append(part)
        part = above[part]
    return [*found, COMPANY]


def put(hand: Hand, span: Span, tree: Tree, wanted: Mapping[Part, Mapping[str, Any]]) -> int:
    """Set targets: for each part the units and the amount, None clears. How many records that changed."""
    if hand.author.role not in (*LEADERS, CLOCK):
        raise Problem("access.role")
    with keeping.alone() as ground:
        there = the_ledger().get_many(record_of(span, part) for part in wanted)
        ops = []
        for part, said in wanted.items():
            record = record_of(span, part)
            known = there.get(record)
            fields = {**said, **_currency(said)}
            if known is not None and _is_foreign(known.fields) and said.get("amount_minor") is None:
                fields = {name: value for name, value in said.items() if name != "amount_minor"}
            if known is None:
                given = {name: value for name, value in fields.items() if value is not None}
                if given:
                    ops.append(_op(record, {**_place(span, part, tree), **given}))
            elif news := {name: value for name, value in fields.items() if known.fields.get(name) != value}:
                ops.append(_op(record, news) | {"base": f"{ground.epoch}.{known.rev}"})
        keeping.write(hand, ops)
    return len(ops)


def _currency(said: Mapping[str, Any]) -> dict[str, str | None]:
    if "amount_minor" not in said:
        return {}
    return {"currency": current_app.extensions["settings"].currency if said["amount_minor"] is not None else None}


def _is_foreign(fields: Mapping[str, Any]) -> bool:
    """Whether an amount came from a list in another currency: a box of the company's currency does not show it."""
    currency = current_app.extensions["settings"].currency
    return fields.get("amount_minor") is not None and fields.get("currency", currency) != currency


def _place(span: Span, part: Part, tree: Tree) -> dict[str, Any]:
    above = tree.above(part)
    fields = {
        "period": span.period,
        "from_on": span.from_on,
        "until_on": span.until_on,
        "level": part.level,
        "part": part.part,
        "route": part.route,
        "above": record_of(span, above) if above else "",
    }
    return {name: value for name, value in fields.items() if value}


def share_out(
    hand: Hand, session: Session, span: Span, tree: Tree, top: Part, units: int | None, amount: int | None
) -> int:
    """Share a target out below a part in proportion to last year's sales, units by units and money by money; what is not
    set there is left below as it is. How many records that changed."""
    sold = sold_in(session, span.year_before, tree)
    wanted: dict[Part, dict[str, Any]] = {part: {} for part in tree.all(top)}
    for name, total in (("units", units), ("amount_minor", amount)):
        if total is not None:
            shares = cascaded(tree, top, total, {part: getattr(each, name) for part, each in sold.items()})
            for part, share in shares.items():
                wanted[part][name] = share
    return put(hand, span, tree, {part: said for part, said in wanted.items() if said})


def in_money(known: Mapping[Part, Target]) -> dict[Part, int]:
    """The amounts in the company's currency, which alone can be added up and set against what was delivered."""
    currency = current_app.extensions["settings"].currency
    return {
        part: each.amount_minor
        for part, each in known.items()
        if each.amount_minor is not None and (each.currency or currency) == currency
    }


def copy(hand: Hand, session: Session, span: Span, tree: Tree, percent: int) -> int:
    """Set every part's target to so many percent of its target a year before; how many records that changed."""
    before = targets_of(session, span.year_before)
    parts = {part: before[part] for part in tree.all() if part in before}
    return put(
        hand,
        span,
        tree,
        {
            part: {"units": _percent(each.units, percent), "amount_minor": _percent(each.amount_minor, percent)}
            for part, each in parts.items()
        },
    )


def _percent(value: int | None, percent: int) -> int | None:
    return None if value is None else round(value * percent / 100)


def _op(record: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"op": "set", "record": record, "kind": "target", "scope": SCOPE, "fields": dict(fields)}
