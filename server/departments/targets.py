"""Sales targets beside what was sold in: those of the finest period that lies wholly inside a window."""

from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.flat import flat_table

PERIODS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Targets:
    """Units to be sold into each part, and the days that they are of."""

    units: dict[str, int]
    filters: Filters


def targets_of(session: Session, filters: Filters, level: str) -> Targets | None:
    """The targets of a level's parts; None where none lies wholly inside, or only some outlets or products are looked at,
    of which no target speaks."""
    if filters.brand or filters.category or filters.channel or filters.outlet_class:
        return None
    target = flat_table("target")
    inside = (target.c.from_on >= filters.from_on, target.c.until_on <= filters.until_on)
    wanted = [~target.c.retired, target.c.level == level, target.c.units.is_not(None), *inside]
    if level == "product":
        wanted.append(target.c.route == filters.route)
    periods = set(session.scalars(select(target.c.period).where(*wanted).distinct()))
    period = next((each for each in PERIODS if each in periods), None)
    if period is None:
        return None
    sums = func.sum(target.c.units), func.min(target.c.from_on), func.max(target.c.until_on)
    query = select(target.c.part, *sums).where(*wanted, target.c.period == period).group_by(target.c.part)
    found = session.execute(query).all()
    span = replace(filters, from_on=min(row[2] for row in found), until_on=max(row[3] for row in found))
    return Targets({row[0] or "": int(row[1]) for row in found}, span)
