"""Lineage: single records as they are laid out now, and what hangs together with them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.departments.reach import Reach
from server.flat import flat_table, flat_tables, laid_out_kinds
from sync.kind import Kind

_SHA256 = re.compile(r"[0-9a-f]{64}")
NAMED = {
    "outlet": "name",
    "product": "name",
    "rival_product": "name",
    "competitor": "name",
    "pop_item": "name",
    "gift": "name",
    "promo": "name",
    "promoter": "name",
    "route": "name",
    "territory": "name",
    "display": "standard",
    "question": "text",
    "plan_line": "plan",
    "plan": "name",
    "plan_card": "name",
}
"""For each kind with a name, the field that holds it."""
MANY = 500
LEDGER_PAGE = 50


def kinds_of_a_visit() -> list[Kind]:
    """What can be recorded on a visit, photos apart."""
    kinds = laid_out_kinds().values()
    observed = [kind for kind in kinds if kind.group == "observations" and kind.name not in ("visit", "photo")]
    return [kind for kind in observed if "visit" in flat_table(kind.name).c]


@dataclass(frozen=True)
class Found:
    """One record: its kind and its flat row."""

    kind: Kind
    row: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The record's id."""
        return self.row["id"]


def kinds_that_may_bear(record: str) -> list[Kind]:
    """The kinds a record id can belong to, by its form."""
    parts = record.split("/")
    if len(parts) == 1:
        form = "hash" if _SHA256.fullmatch(record) else "uuid7"
        return [kind for kind in laid_out_kinds().values() if kind.identity.form == form]
    first, second = laid_out_kinds().get(parts[0]), laid_out_kinds().get(parts[1])
    if first is not None and first.identity.form == "named":
        return [first]
    return [second] if second is not None and second.identity.form == "per_visit" else []


def find_record(session: Session, record: str, reach: Reach) -> Found | None:
    """The record of that id if the reader may see it, else None, whether or not it exists."""
    for kind in kinds_that_may_bear(record):
        table = flat_table(kind.name)
        row = session.execute(select(table).where(table.c.id == record)).mappings().one_or_none()
        if row is not None:
            return Found(kind, dict(row)) if reach.covers(row["scope"]) else None
    return None


def rows_of(session: Session, kind: str, ids: list[str], reach: Reach) -> list[Found]:
    """The records of one kind with these ids that the reader may see, in the order of the ids."""
    table = flat_table(kind)
    query = select(table).where(table.c.id.in_(ids), reach.condition(table.c.scope))
    found = {row["id"]: Found(laid_out_kinds()[kind], dict(row)) for row in session.execute(query).mappings()}
    return [found[each] for each in ids if each in found]


def page_of(session: Session, evidence: Select, page: int, size: int = LEDGER_PAGE) -> tuple[list[str], int]:
    """One page of the ids that evidence selects, and how many there are in all."""
    total = session.scalar(select(func.count()).select_from(evidence.order_by(None).subquery())) or 0
    return list(session.scalars(evidence.limit(size).offset(page * size))), total


def records_of_visit(session: Session, visit: str, reach: Reach) -> list[Found]:
    """Everything recorded on a visit but its photos, kind by kind."""
    found = []
    for kind in kinds_of_a_visit():
        table = flat_table(kind.name)
        query = select(table).where(table.c.visit == visit, reach.condition(table.c.scope)).order_by(table.c.id)
        found += [Found(kind, dict(row)) for row in session.execute(query).mappings()]
    return found


def visits_of_outlet(session: Session, outlet: str, reach: Reach, limit: int = 60) -> list[Found]:
    """The latest visits of an outlet, newest first."""
    visit = flat_table("visit")
    query = (
        select(visit)
        .where(visit.c.outlet == outlet, ~visit.c.retired, reach.condition(visit.c.scope))
        .order_by(visit.c.first_at.desc())
        .limit(limit)
    )
    return [Found(laid_out_kinds()["visit"], dict(row)) for row in session.execute(query).mappings()]


def stock_over_visits(session: Session, outlet: str, visits: list[str]) -> dict[str, tuple[int, int]]:
    """For each visit, (products on the shelf on leaving, products checked)."""
    stock = flat_table("stock_count")
    state = func.coalesce(stock.c.state_on_exit, stock.c.state_on_entry)
    query = select(stock.c.visit, state, func.count()).where(
        stock.c.outlet == outlet, stock.c.visit.in_(visits), ~stock.c.retired, state.is_not(None)
    )
    counts: dict[str, tuple[int, int]] = {}
    for visit, how, count in session.execute(query.group_by(stock.c.visit, state)):
        on_shelf, checked = counts.get(visit, (0, 0))
        counts[visit] = (on_shelf + (count if how == "on_shelf" else 0), checked + count)
    return counts


def kinds_of(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """The name of the kind of each record; for ids that do not tell, the store is asked."""
    kinds: dict[str, str] = {}
    asked: dict[str, set[str]] = {}
    for record in set(ids):
        able = kinds_that_may_bear(record)
        if len(able) == 1:
            kinds[record] = able[0].name
        for kind in able if len(able) > 1 else ():
            asked.setdefault(kind.name, set()).add(record)
    for name, some in asked.items():
        table = flat_table(name).c
        ordered = sorted(some)
        for start in range(0, len(ordered), MANY):
            found = session.scalars(select(table.id).where(table.id.in_(ordered[start : start + MANY])))
            kinds |= dict.fromkeys(found, name)
    return kinds


def names_of(session: Session, ids: Iterable[object]) -> dict[str, str]:
    """What to call each of the records with these ids that has a name."""
    wanted: dict[str, set[str]] = {}
    for each in ids:
        kind = each.partition("/")[0] if isinstance(each, str) else ""
        if kind in NAMED:
            wanted.setdefault(kind, set()).add(str(each))
    names: dict[str, str] = {}
    for kind, some in wanted.items():
        table = flat_tables()[kind].c
        name, ordered = table[NAMED[kind]], sorted(some)
        for start in range(0, len(ordered), MANY):
            query = select(table.id, name).where(table.id.in_(ordered[start : start + MANY]), name.is_not(None))
            names |= {row[0]: row[1] for row in session.execute(query)}
    return names
