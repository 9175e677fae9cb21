"""How a promotion's check is read: which elements were asked for, looked at, and in place."""

from sqlalchemy import ColumnElement, and_, func, or_

from server.departments.observations import Source
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
