"""What the desk shows of the disagreements and of the exchange between the departments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from server.flat import flat_table
from server.ledger.text import from_text
from server.reconciliation.days import ahead, back

OWNERS = ("marketing", "sales")
STATES = ("open", "explained", "closed")
WINDOW_DAYS = 28
WEEK_DAYS = 7
HOUR_MS = 3_600_000
PAGE = 100


@dataclass(frozen=True)
class Asked:
    """Which disagreements to list; None asks for all."""

    state: str = "open"
    owner: str | None = None
    rule: str | None = None


def listed(session: Session, asked: Asked, page: int) -> tuple[list[Mapping[str, Any]], int]:
    """One page of disagreements, the one due first on top, and how many there are."""
    table = flat_table("disagreement")
    wanted = [~table.c.retired, table.c.state == asked.state]
    wanted += [table.c[name] == value for name in ("owner", "rule") if (value := getattr(asked, name))]
    total = session.scalar(select(func.count()).select_from(table).where(*wanted)) or 0
    order = (table.c.closed_on.desc(),) if asked.state == "closed" else (table.c.due_on,)
    query = select(table).where(*wanted).order_by(*order, table.c.id).limit(PAGE).offset(page * PAGE)
    return [_read(dict(row)) for row in session.execute(query).mappings()], total


def found(session: Session, record: str) -> Mapping[str, Any] | None:
    """One disagreement."""
    table = flat_table("disagreement")
    row = session.execute(select(table).where(table.c.id == record)).mappings().one_or_none()
    return _read(dict(row)) if row else None


def thread(session: Session, record: str) -> list[Mapping[str, Any]]:
    """What was said about a record, first remark first."""
    table = flat_table("remark")
    query = select(table).where(table.c.of == record, ~table.c.retired).order_by(table.c.first_at, table.c.id)
    return [dict(row) for row in session.execute(query).mappings()]


def _read(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "said": from_text(row["said"] or "{}"), "evidence": from_text(row["evidence"] or "[]")}


def balance(session: Session, today: str) -> dict[str, dict[str, Any]]:
    """For each department: what it still owes an answer to, what is overdue, and how the last four weeks went."""
    table = flat_table("disagreement")
    query = select(table.c.owner, table.c.state, table.c.opened_on, table.c.due_on, table.c.closed_on)
    since = back(today, WINDOW_DAYS)
    recent = query.where(~table.c.retired, or_(table.c.state != "closed", table.c.closed_on >= since))
    rows = session.execute(recent).all()
    return {owner: _balance_of([row for row in rows if row.owner == owner], today, since) for owner in OWNERS}


def _balance_of(rows: list[Any], today: str, since: str) -> dict[str, Any]:
    closed = [row for row in rows if row.state == "closed"]
    took = [(date.fromisoformat(row.closed_on) - date.fromisoformat(row.opened_on)).days for row in closed]
    return {
        "open": sum(row.state == "open" for row in rows),
        "overdue": sum(row.state == "open" and row.due_on < today for row in rows),
        "explained": sum(row.state == "explained" for row in rows),
        "opened": sum(row.opened_on >= since for row in rows),
        "closed": len(closed),
        "days_to_close": median(took) if took else None,
    }


def plans_given(session: Session, today: str) -> dict[str, Any]:
    """What marketing gave sales: lines that run, those due within a week, outlets reached, the latest release."""
    line = flat_table("plan_line")
    running = and_(
        ~line.c.retired,
        or_(line.c.released_on.is_(None), line.c.released_on <= today),
        or_(line.c.until_on.is_(None), line.c.until_on >= today),
    )
    soon = line.c.due_on.between(today, ahead(today, WEEK_DAYS))
    query = select(
        func.count().label("lines"),
        func.count().filter(soon).label("due_soon"),
        func.count(line.c.outlet.distinct()).label("outlets"),
        func.max(line.c.released_on).label("latest_on"),
    ).where(running)
    return dict(session.execute(query).mappings().one())


def facts_given(session: Session, today: str) -> dict[str, Any]:
    """What sales gave marketing in a week: counts, outlets seen of those active, hours from shop to server."""
    count, outlet = flat_table("stock_count"), flat_table("outlet")
    week = and_(~count.c.retired, count.c.made_on.between(back(today, WEEK_DAYS - 1), today))
    query = select(
        func.count().label("counts"),
        func.count(count.c.outlet.distinct()).label("outlets"),
        func.max(count.c.made_on).label("latest_on"),
    ).where(week)
    active = (
        select(func.count())
        .select_from(outlet)
        .where(~outlet.c.retired, func.coalesce(outlet.c.status, "active") == "active")
    )
    took = session.execute(select(count.c.first_received_at - count.c.first_at).where(week)).scalars().all()
    said = dict(session.execute(query).mappings().one())
    hours = median(took) / HOUR_MS if took else None
    return said | {"active": session.scalar(active) or 0, "hours": hours}
