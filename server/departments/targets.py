"""Sales targets beside what was sold in: those of the finest period that lies wholly inside a window."""

from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.flat import flat_table

Measure = Literal["units", "amount_minor"]
PERIODS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Targets:
    """What is to be sold into each part, in units or in money of one currency, and the days that it is of."""

    wanted: dict[str, int]
    filters: Filters
    currency: str = ""


def targets_of(session: Session, filters: Filters, level: str, measure: Measure = "units") -> Targets | None:
    """The targets of a level's parts; None where none lies wholly inside, or only some outlets or products are looked at,
    of which no target speaks. Amounts in another currency than the commonest are left out."""
    if filters.brand or filters.category or filters.channel or filters.outlet_class:
        return None
    target = flat_table("target")
    inside = (target.c.from_on >= filters.from_on, target.c.until_on <= filters.until_on)
    wanted = [~target.c.retired, target.c.level == level, target.c[measure].is_not(None), *inside]
    if level == "product":
        wanted.append(target.c.route == filters.route)
    periods = set(session.scalars(select(target.c.period).where(*wanted).distinct()))
    period = next((each for each in PERIODS if each in periods), None)
    if period is None:
        return None
    wanted.append(target.c.period == period)
    currency = _currency(session, wanted) if measure == "amount_minor" else ""
    if measure == "amount_minor":
        wanted.append(func.coalesce(target.c.currency, "") == currency)
    sums = func.sum(target.c[measure]), func.min(target.c.from_on), func.max(target.c.until_on)
    query = select(target.c.part, *sums).where(*wanted).group_by(target.c.part)
    found = session.execute(query).all()
    span = replace(filters, from_on=min(row[2] for row in found), until_on=max(row[3] for row in found))
    return Targets({row[0] or "": int(row[1]) for row in found}, span, currency)


def _currency(session: Session, wanted: list[ColumnElement[bool]]) -> str:
    """The currency of most targets that are looked at."""
    currency = func.coalesce(flat_table("target").c.currency, "")
    query = select(currency).where(*wanted).group_by(currency).order_by(func.count().desc(), currency).limit(1)
    return session.scalar(query) or ""
