"""What waits for somebody: changes that were kept but not taken, and values that met unseen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.departments.reach import Reach
from server.flat import flat_table

LIMIT = 200


@dataclass(frozen=True)
class Kept:
    """A change that was not taken. `sent` is its text as it came, or None where the reader may not see it."""

    id: str
    person: str
    change: str
    made_at: int | None
    state: str
    problems: list[Mapping[str, Any]]
    sent: str | None


def kept_changes(session: Session, reach: Reach, people: set[str] | None, state: str = "open") -> list[Kept]:
    """Changes of some people (None: of everybody) that wait for their author, newest first."""
    attention = flat_table("attention")
    query = (
        select(attention)
        .where(~attention.c.retired, func.coalesce(attention.c.state, "open") == state)
        .order_by(attention.c.made_at.desc(), attention.c.id)
        .limit(LIMIT)
    )
    if people is not None:
        query = query.where(attention.c.scope.in_([f"person:{person}" for person in people]))
    return [_kept(dict(row), reach) for row in session.execute(query).mappings()]


def _kept(row: Mapping[str, Any], reach: Reach) -> Kept:
    sent = _read(row["sent"])
    problems = _read(row["problems"])
    return Kept(
        row["id"],
        row["scope"].partition(":")[2],
        row["change"],
        row["made_at"],
        row["state"] or "open",
        [each for each in problems if isinstance(each, dict)] if isinstance(problems, list) else [],
        json.dumps(sent, ensure_ascii=False, indent=2, sort_keys=True) if _may_show(sent, reach) else None,
    )


def _may_show(sent: Any, reach: Reach) -> bool:
    """A payload is shown only to who may read every scope it names, as it may speak of others' records."""
    ops = sent.get("ops") if isinstance(sent, dict) else None
    if not isinstance(ops, list) or not ops:
        return False
    return all(isinstance(op, dict) and reach.covers(op.get("scope")) for op in ops)


def _read(text: str | None) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def disputes(session: Session, reach: Reach, state: str = "open") -> list[dict[str, Any]]:
    """Disputes the reader may see, newest first, with both values as text."""
    dispute = flat_table("dispute")
    query = (
        select(dispute)
        .where(
            ~dispute.c.retired,
            func.coalesce(dispute.c.state, "open") == state,
            reach.condition(dispute.c.scope),
        )
        .order_by(dispute.c.first_at.desc(), dispute.c.id)
        .limit(LIMIT)
    )
    return [
        dict(row) | {"standing": _read(row["standing"]), "other": _read(row["other"])}
        for row in session.execute(query).mappings()
    ]


def tallymen_of(session: Session, territory: str) -> set[str]:
    """Who walks the routes of a territory."""
    route = flat_table("route")
    query = select(route.c.tallyman).where(route.c.territory == territory, route.c.tallyman.is_not(None))
    return set(session.scalars(query))
