"""Two people saw different things of the same within two days, and nobody has looked again."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.departments.filters import read_filters
from server.departments.observations import Source, disagreements_in
from server.departments.stock import STOCK
from server.flat import flat_table
from server.reconciliation.days import back
from server.reconciliation.finding import Finding

DAYS = 28
MOST = 1_000
SOURCES = (
    STOCK,
    Source("display_check", "display", lambda table: func.coalesce(table.c.state_on_exit, table.c.state_on_entry)),
    Source("pop_placement", "pop_item", lambda table: table.c.state),
)


def observers_contradict(session: Session, today: str, now: int) -> Iterator[Finding]:
    """Pairs of the last four weeks whose later half is still the latest word."""
    filters = read_filters({"from": back(today, DAYS), "to": today}, today=today, now=now)
    for source in SOURCES:
        for pair in disagreements_in(session, source, filters, MOST):
            if pair.subject is None or not _is_latest(session, source, pair.later):
                continue
            said = {
                "kind": source.kind,
                "earlier": {"person": pair.earlier_author, "seen": pair.earlier_answer},
                "later": {"person": pair.later_author, "seen": pair.later_answer},
            }
            since_on = _day(session, source, pair.later)
            yield Finding(
                "observers_contradict", pair.subject, since_on, pair.outlet, None, said, (pair.later, pair.earlier)
            )


def _is_latest(session: Session, source: Source, record: str) -> bool:
    table = source.table
    row = session.execute(select(table).where(table.c.id == record)).mappings().one()
    subject = source.subject or "outlet"
    later = select(func.count()).where(
        table.c.outlet == row["outlet"],
        table.c[subject] == row[subject],
        table.c.first_at > row["first_at"],
        ~table.c.retired,
    )
    return not session.scalar(later)


def _day(session: Session, source: Source, record: str) -> str:
    table = flat_table(source.kind)
    return session.execute(select(table.c.made_on).where(table.c.id == record)).scalar_one()
