"""How a promotion's check is read: which elements were asked for, looked at, and in place."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.observations import Source, read
from server.departments.stock import count_if
from server.departments.universe import outlets_in
from server.flat import flat_table
from sync.kinds.plans.promo import PROMO

KEYS = tuple(key.name for key in PROMO.by_name["elements"].keys)  # type: ignore[attr-defined]
ELEMENTS = tuple(f"elements_{key}" for key in KEYS)
STATES = ("ok", "missing")


def _any_answer(table) -> ColumnElement:
    return func.coalesce(*(table.c[name] for name in ELEMENTS))


CHECKS = Source("promo_check", "promo", _any_answer, latest_only=False)


def is_needed(seen, promo, name: str) -> ColumnElement[bool]:
    """The element was looked at, applies in this outlet, and the promotion asks for it."""
    return and_(func.coalesce(seen.c[name], "").in_(STATES), func.coalesce(promo.c[name], "") != "not_applicable")


def is_counted(seen, promo) -> ColumnElement[bool]:
    """Something that the promotion asks for was looked at."""
    return or_(*(is_needed(seen, promo, name) for name in ELEMENTS))


def is_complete(seen, promo) -> ColumnElement[bool]:
    """Something needed was looked at and nothing needed was missing."""
    lacking = or_(
        *(and_(is_needed(seen, promo, name), func.coalesce(seen.c[name], "") == "missing") for name in ELEMENTS)
    )
    return and_(is_counted(seen, promo), ~lacking)


def _joined(filters: Filters):
    """The checks of the window with what their promotion asks for."""
    seen, promo, outlets = read(CHECKS, filters, *ELEMENTS), flat_table("promo"), outlets_in(filters)
    joined = seen.join(outlets, outlets.c.id == seen.c.outlet).join(promo, promo.c.id == seen.c.promo)
    return seen, promo, joined


def checks_by_promotion(session: Session, filters: Filters) -> dict[str, Mapping]:
    """For each promotion: checks, complete ones, and each element's needed and in place; the outlets checked."""
    seen, promo, joined = _joined(filters)
    sums = [count_if(is_counted(seen, promo)).label("checks"), count_if(is_complete(seen, promo)).label("complete")]
    for key, name in zip(KEYS, ELEMENTS, strict=True):
        needed = is_needed(seen, promo, name)
        sums.append(count_if(needed).label(f"needed_{key}"))
        sums.append(count_if(and_(needed, seen.c[name] == "ok")).label(f"ok_{key}"))
    query = select(seen.c.promo, func.max(seen.c.made_on).label("latest_on"), *sums).select_from(joined)
    found: dict[str, Mapping] = {
        row["promo"]: dict(row) for row in session.execute(query.group_by(seen.c.promo)).mappings()
    }
    outlets: dict[str, set[str]] = defaultdict(set)
    for name, outlet in session.execute(select(seen.c.promo, seen.c.outlet).select_from(joined).distinct()):
        outlets[name].add(outlet)
    return {name: {**row, "outlets": outlets[name]} for name, row in found.items()}


def lags_by_promotion(session: Session, filters: Filters) -> dict[str, list[int]]:
    """Days from each promotion's start to each outlet's first complete check, of checks up to the window's end."""
    check, promo, outlets = flat_table("promo_check"), flat_table("promo"), outlets_in(filters)
    query = (
        select(check.c.promo, promo.c.from_on, func.min(check.c.made_on).label("first_on"))
        .join(outlets, outlets.c.id == check.c.outlet)
        .join(promo, promo.c.id == check.c.promo)
        .where(~check.c.retired, check.c.made_on.between(promo.c.from_on, filters.until_on), is_complete(check, promo))
        .group_by(check.c.promo, promo.c.from_on, check.c.outlet)
    )
    lags: dict[str, list[int]] = defaultdict(list)
    for name, from_on, first_on in session.execute(query):
        lags[name].append((date.fromisoformat(first_on) - date.fromisoformat(from_on)).days)
    return lags
