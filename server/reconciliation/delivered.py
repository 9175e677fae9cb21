"""Sales says delivered, the field does not see it on the shelf, twice in a row."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.departments.stock import state
from server.flat import flat_table
from server.reconciliation.days import back
from server.reconciliation.finding import Finding
from server.reconciliation.latest import nth

LOOKED_BACK_DAYS = 56
VISITS = 2
EVIDENCE = 5


def delivered_not_on_shelf(session: Session, today: str) -> Iterator[Finding]:
    """Products delivered in the last eight weeks (returns deducted) that the two latest counts since did not find."""
    line, count = flat_table("sell_in"), flat_table("stock_count")
    delivered = (
        select(
            line.c.outlet,
            line.c.sku,
            func.sum(line.c.units).label("units"),
            func.max(line.c.delivered_on).filter(line.c.units > 0).label("on"),
        )
        .where(~line.c.retired, line.c.delivered_on.between(back(today, LOOKED_BACK_DAYS), today))
        .group_by(line.c.outlet, line.c.sku)
        .having(func.sum(line.c.units) > 0)
        .subquery("delivered")
    )
    since = (
        select(
            count.c.id,
            count.c.outlet,
            count.c.sku,
            count.c.made_on,
            state(count).label("state"),
            nth(count, count.c.outlet, count.c.sku),
            delivered.c.units,
            delivered.c.on,
        )
        .join(delivered, (delivered.c.outlet == count.c.outlet) & (delivered.c.sku == count.c.sku))
        .where(~count.c.retired, state(count).is_not(None), count.c.made_on > delivered.c.on, count.c.made_on <= today)
        .subquery("since")
    )
    rows = session.execute(
        select(since).where(since.c.nth <= VISITS).order_by(since.c.outlet, since.c.sku, since.c.nth)
    ).all()
    seen: dict[tuple[str, str], list] = {}
    for row in rows:
        seen.setdefault((row.outlet, row.sku), []).append(row)
    for (outlet, sku), counts in seen.items():
        if len(counts) == VISITS and all(each.state == "out" for each in counts):
            said = {"delivered_units": counts[0].units, "delivered_on": counts[0].on, "seen": "out", "visits": VISITS}
            lines = _lines(session, outlet, sku, today)
            shown = (*(each.id for each in counts), *lines)
            yield Finding("delivered_not_on_shelf", sku, counts[-1].made_on, outlet, None, said, shown)


def _lines(session: Session, outlet: str, sku: str, today: str) -> list[str]:
    line = flat_table("sell_in")
    query = (
        select(line.c.id)
        .where(line.c.outlet == outlet, line.c.sku == sku, ~line.c.retired)
        .where(line.c.delivered_on.between(back(today, LOOKED_BACK_DAYS), today))
        .order_by(line.c.delivered_on.desc(), line.c.id)
        .limit(EVIDENCE)
    )
    return list(session.scalars(query))
