"""Sales says delivered, the field does not see it on the shelf, twice in a row."""

from collections import defaultdict
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
MANY = 500


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
    missed = {
        pair: counts
        for pair, counts in seen.items()
        if len(counts) == VISITS and all(each.state == "out" for each in counts)
    }
    lines = _lines(session, sorted({outlet for outlet, _ in missed}), today)
    for (outlet, sku), counts in missed.items():
        said = {"delivered_units": counts[0].units, "delivered_on": counts[0].on, "seen": "out", "visits": VISITS}
        shown = (*(each.id for each in counts), *lines[outlet, sku][:EVIDENCE])
        yield Finding("delivered_not_on_shelf", sku, counts[-1].made_on, outlet, None, said, shown)


def _lines(session: Session, outlets: list[str], today: str) -> dict[tuple[str, str], list[str]]:
    """The invoice lines of some outlets by product, the latest first."""
    line = flat_table("sell_in")
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for start in range(0, len(outlets), MANY):
        query = (
            select(line.c.outlet, line.c.sku, line.c.id)
            .where(line.c.outlet.in_(outlets[start : start + MANY]), ~line.c.retired)
            .where(line.c.delivered_on.between(back(today, LOOKED_BACK_DAYS), today))
            .order_by(line.c.delivered_on.desc(), line.c.id)
        )
        for row in session.execute(query):
            found[row.outlet, row.sku].append(row.id)
    return found
