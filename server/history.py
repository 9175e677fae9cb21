"""Where a record comes from: every change that touched it; and which devices have something missing."""

from typing import Any

from sqlalchemy import select

from server.database import db
from server.ledger.tables import CHANGE, DEVICE, RECORD
from server.ledger.text import from_text


def changes_of(record_id: str) -> list[dict[str, Any]]:
    """Every change of a record, oldest first, each with its author, times, verdict and its ops on this record."""
    row = db.session.execute(select(RECORD.c.changes).where(RECORD.c.id == record_id)).one_or_none()
    names = row.changes.split() if row else []
    rows = db.session.execute(select(CHANGE).where(CHANGE.c.id.in_(names)))
    found = {each.id: each for each in rows}
    return [_as_told(found[name], record_id) for name in dict.fromkeys(names) if name in found]


def _as_told(change: Any, record: str) -> dict[str, Any]:
    sent = from_text(change.sent)
    ops = [op for op in sent.get("ops", []) if isinstance(op, dict) and op.get("record") == record]
    return {
        "id": change.id,
        "n": change.n,
        "person": change.person,
        "role": change.role,
        "device": change.device,
        "claimed_at": sent.get("at"),
        "made_at": change.made_at,
        "received_at": change.received_at,
        "verdict": change.verdict,
        "ops": ops,
    }


def gaps() -> list[dict[str, Any]]:
    """Every phone with what it says it made, what arrived, and what is missing in between."""
    rows = db.session.execute(select(DEVICE).where(DEVICE.c.made.is_not(None)).order_by(DEVICE.c.person, DEVICE.c.id))
    return [
        {
            "device": row.id,
            "person": row.person,
            "name": row.name,
            "seen_at": row.seen_at,
            "made": row.made,
            "through": row.through,
            "gaps": from_text(row.gaps),
            "unsent": row.unsent,
            "photos_unsent": row.photos_unsent,
            "storage_persisted": row.storage_persisted,
            "clock_off": row.clock_off,
            "is_lost": row.is_lost,
        }
        for row in rows
    ]


def people_of(devices: list[str]) -> dict[str, str]:
    """Who each of these devices belongs to."""
    rows = db.session.execute(select(DEVICE.c.id, DEVICE.c.person).where(DEVICE.c.id.in_(devices)))
    return {row.id: row.person for row in rows}
