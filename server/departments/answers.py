"""What came of what the field told: when it was read, what was decided, whether its reporter knows."""

from datetime import UTC, datetime, tzinfo

from sqlalchemy import FromClause, func, select

from server.departments import metrics
from server.departments.metrics.people import DAY_MS
from server.flat import flat_table

IN_DAYS = 3
TOLD = ("joined", "decided", "declined", "approved", "refused")


def first_answers() -> FromClause:
    """For each record that was answered: when first, and the latest decision."""
    reply = flat_table("reply")
    return (
        select(
            reply.c.of,
            func.min(func.coalesce(reply.c.read_at, reply.c.first_at)).label("read_at"),
            func.max(reply.c.state).label("state"),
            func.max(reply.c.text).label("text"),
        )
        .where(~reply.c.retired, reply.c.state.is_not(None))
        .group_by(reply.c.of)
        .subquery("answered")
    )


def days_to(said_at: int, read_at: int) -> float:
    """Days from a remark to its first answer."""
    return max(0, read_at - said_at) / DAY_MS


def in_time(said_at: int, read_at: int, zone: tzinfo = UTC) -> bool:
    """Whether the answer came within three working days."""
    first, last = (datetime.fromtimestamp(each / 1000, zone).date().isoformat() for each in (said_at, read_at))
    return metrics.working_days(first, last) <= IN_DAYS


def was_told(state: str | None, text: str | None) -> bool:
    """Whether the reporter heard more than that it was read."""
    return state in TOLD or bool(text)
