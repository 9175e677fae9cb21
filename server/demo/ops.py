"""Short ways to spell the ops that lay the demo out."""

from datetime import date, timedelta
from typing import Any

Op = dict[str, Any]


def put(record: str, scope: str, /, **fields: Any) -> Op:
    """The op that makes a named record; its kind is the first part of its name."""
    return {"op": "set", "record": record, "kind": record.partition("/")[0], "scope": scope, "fields": fields}


def tail(record: str) -> str:
    """A record's name behind its kind."""
    return record.partition("/")[2]


def day_after(day: str, days: int) -> str:
    """The day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
