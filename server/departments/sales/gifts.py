"""Gifts: what was issued, received, given and returned, and what is missing in between."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics import Basis, Figure
from server.departments.movements import on_routes, routes_looked_at
from server.departments.observations import HOUR_MS, Source
from server.departments.view import Answer, View, column
from server.flat import flat_table
from sync.fields import Words

SOURCE = Source("gift_movement", latest_only=False)
DIRECTIONS = ("issued", "received", "given", "returned")


def _answer(session: Session, filters: Filters) -> Answer:
    gifts = _gifts(session)
    rows = [_row(dict(row), gifts.get(row["gift"])) for row in session.execute(_sums(session, filters)).mappings()]
    rows.sort(key=lambda row: (-(row["gift_reconciliation"] or 0), row["name"]))
    by_promoters = _given_by_promoters(session, filters)
    notes = [_promoters(by_promoters)] if by_promoters else []
    latest = max((row["latest_at"] for row in rows), default=None)
    age = None if latest is None else max(0, filters.now - latest) / HOUR_MS
    basis = Basis(sum(row["records"] for row in rows), 0, age, filters.from_on, filters.until_on)
    return Answer([_lost(rows).over(basis)], rows, notes)


def _sums(session: Session, filters: Filters):
    """Everything up to the window's end: what is held is a balance, not a flow."""
    move = flat_table("gift_movement")
    sums = [func.sum(case((move.c.direction == each, move.c.units))).label(each) for each in DIRECTIONS]
    return (
        select(
            move.c.gift,
            *sums,
            func.count().label("records"),
            func.max(move.c.made_on).label("latest_on"),
            func.max(move.c.first_at).label("latest_at"),
        )
        .where(~move.c.retired, move.c.made_on <= filters.until_on, on_routes(move, routes_looked_at(session, filters)))
        .group_by(move.c.gift)
    )


def _gifts(session: Session) -> dict[str, Mapping[str, Any]]:
    gift = flat_table("gift").c
    return {
        row["id"]: dict(row)
        for row in session.execute(select(gift.id, gift.name, gift.cost_minor, gift.currency)).mappings()
    }


def _row(row: dict[str, Any], named: Mapping[str, Any] | None) -> dict[str, Any]:
    told = {name: None if row[name] is None else int(row[name]) for name in DIRECTIONS}
    counts = {name: units or 0 for name, units in told.items()}
    counts["out"] = counts["issued"] or counts["received"]
    missing = metrics.gift_reconciliation(counts["out"], counts["given"], counts["returned"]).value
    price = named["cost_minor"] if named else None
    return {
        **row,
        **told,
        "out": counts["out"],
        "name": named["name"] if named else row["gift"],
        "gift_reconciliation": missing,
        "cost_minor": None if price is None or missing is None else round(price * missing),
        "currency": named["currency"] if named else None,
    }


def _lost(rows: list[dict[str, Any]]) -> Figure:
    out, given, returned = (sum(row[name] or 0 for row in rows) for name in ("out", "given", "returned"))
    return metrics.gift_reconciliation(out, given, returned) if rows else Figure(None, definition=DEFINITION)


def _given_by_promoters(session: Session, filters: Filters) -> int:
    shift = flat_table("promoter_shift")
    query = select(func.sum(shift.c.gifts_given)).where(
        ~shift.c.retired, shift.c.made_on <= filters.until_on, on_routes(shift, routes_looked_at(session, filters))
    )
    return int(session.scalar(query) or 0)


def _promoters(given: int) -> Words:
    return Words(
        f"Promoters say that they gave {given} gifts, without saying which; those are not among the given.",
        f"促销员称赠出 {given} 份，未注明是哪种赠品，不计入赠出。",
    )


def _evidence(session: Session, filters: Filters, key: Mapping[str, str], part: str | None):
    move = flat_table("gift_movement")
    named = [move.c.gift == key["gift"]] if key.get("gift") else []
    directed = [move.c.direction == part] if part in DIRECTIONS else []
    return (
        select(move.c.id)
        .where(~move.c.retired, move.c.made_on <= filters.until_on, *named, *directed)
        .where(on_routes(move, routes_looked_at(session, filters)))
        .order_by(move.c.first_at.desc(), move.c.id)
    )


DEFINITION = metrics.DEFINITIONS["gift_reconciliation"]

GIFTS = View(
    name="gifts",
    owner="sales",
    title=Words("Gifts", "赠品"),
    question=Words("Where did the gifts go?", "赠品去哪了？"),
    definition=Words(
        "Everything recorded up to the window's end, on the routes looked at. Unaccounted for: issued − given − "
        "returned, whether still held or lost; where nobody recorded the issue, what was received counts as issued.",
        "所看路线截至期末的全部记录。未说明去向：发出 − 赠出 − 退回，含仍持有与丢失；无发出记录时以收到计。",
    ),
    source=SOURCE,
    key=("gift",),
    leads_with=("gift_reconciliation",),
    columns=(
        column("gift", "ref", "Gift id", "赠品编号", shown=False),
        column("name", "text", "Gift", "赠品"),
        column("issued", "integer", "Issued", "发出", part="issued"),
        column("received", "integer", "Received", "收到", part="received"),
        column("given", "integer", "Given", "赠出", part="given"),
        column("returned", "integer", "Returned", "退回", part="returned"),
        column("gift_reconciliation", "integer", "Unaccounted for", "未说明去向"),
        column("cost_minor", "money", "Worth", "价值"),
        column("currency", "text", "Currency", "币种", shown=False),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=_evidence,
)
