"""Questions as the office keeps them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.departments.reach import Reach
from server.flat import flat_table

FIELDS = ("text", "form", "choices", "texts", "seconds", "from_on", "until_on")


def questions_asked(session: Session, reach: Reach) -> list[dict[str, Any]]:
    """Every question that somebody may read, the latest begun first."""
    question = flat_table("question")
    query = (
        select(*(question.c[name] for name in ("id", *FIELDS)))
        .where(~question.c.retired, reach.condition(question.c.scope))
        .order_by(question.c.from_on.desc(), question.c.text, question.c.id)
    )
    return [dict(row) for row in session.execute(query).mappings()]
