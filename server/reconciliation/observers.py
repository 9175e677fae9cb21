"""Two people saw different things of the same within two days, and nobody has looked again."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.departments.filters import read_filters
from server.departments.observations import Source, disagreements_in
from server.departments.stock import STOCK
from server.reconciliation.days import back
from server.reconciliation.finding import Finding

DAYS = 28
MOST = 1_000
MANY = 500
SOURCES = (
    STOCK,
    Source("display_check", "display", lambda table: func.coalesce(table.c.state_on_exit, table.c.state_on_entry)),
    Source("pop_placement", "pop_item", lambda table: table.c.state),
)


def observers_contradict(session: Session, today: str, now: int) -> Iterator[Finding]:
    """Pairs of the last four weeks whose later half is still the latest word."""
    filters = read_filters({"from": back(today, DAYS), "to": today}, today=today, now=now)
    for source in SOURCES:
        pairs = disagreements_in(session, source, filters, MOST)
        standing = _standing(session, source, sorted({pair.later for pair in pairs}))
        for pair in pairs:
            if pair.subject is None or pair.later not in standing:
                continue
            said = {
                "kind": source.kind,
                "earlier": {"person": pair.earlier_author, "seen": pair.earlier_answer},
                "later": {"person": pair.later_author, "seen": pair.later_answer},
            }
            shown = (pair.later, pair.earlier)
            yield Finding("observers_contradict", pair.subject, standing[pair.later], pair.outlet, None, said, shown)


def _standing(session: Session, source: Source, records: list[str]) -> dict[str, str]:
    """Those of the records after which nobody looked at the same again, each with its day."""
    table, later = source.table, source.table.alias("later")
    subject = source.subject or "outlet"
    again = select(later.c.id).where(
        later.c.outlet == table.c.outlet,
        later.c[subject] == table.c[subject],
        later.c.first_at > table.c.first_at,
        ~later.c.retired,
    )
    found: dict[str, str] = {}
    for start in range(0, len(records), MANY):
        wanted = table.c.id.in_(records[start : start + MANY])
        query = select(table.c.id, table.c.made_on).where(wanted, ~again.exists())
        found |= {row.id: row.made_on for row in session.execute(query)}
    return found
