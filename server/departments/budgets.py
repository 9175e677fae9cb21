"""Budget lines as the office keeps them: each with its route and what was spent of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.departments.reach import Reach
from server.flat import flat_table

FIELDS = ("name", "plan", "what", "amount_minor", "free_minor", "currency", "from_on", "until_on")


def budget_lines(session: Session, reach: Reach) -> list[Mapping[str, Any]]:
    """Every line that somebody may read, those running longest first, with what was spent and not refused."""
    line, route = flat_table("budget_line"), flat_table("route")
    spent = _spent()
    columns = [line.c[name] for name in ("id", "scope", *FIELDS)]
    query = (
        select(*columns, route.c.name.label("route_name"), func.coalesce(spent.c.spent, 0).label("spent"))
        .outerjoin(route, line.c.scope == func.replace(route.c.id, "route/", "route:"))
        .outerjoin(spent, (spent.c.budget_line == line.c.id) & (spent.c.currency == line.c.currency))
        .where(~line.c.retired, reach.condition(line.c.scope))
        .order_by(line.c.until_on.desc(), route.c.name, line.c.name, line.c.id)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def _spent():
    spend, reply = flat_table("promo_spend"), flat_table("reply")
    refused = select(reply.c.of).where(~reply.c.retired, reply.c.state == "refused")
    return (
        select(spend.c.budget_line, spend.c.currency, func.sum(spend.c.amount_minor).label("spent"))
        .where(~spend.c.retired, spend.c.id.not_in(refused))
        .group_by(spend.c.budget_line, spend.c.currency)
        .subquery("spent")
    )
