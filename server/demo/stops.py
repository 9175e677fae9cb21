"""On which days each shop is called on: every route has work on every day of both weeks."""

from typing import Any

from server.demo.ops import Op, put, tail
from server.demo.town import Shop

RHYTHM = {"A": (0, 2, 4, 5), "B": (0, 2, 4), "C": (0, 3)}
"""Days of the week on which an outlet of a class is called on, counted from its own first day."""


def weekdays(shop: Shop) -> list[int]:
    """The weekdays of a shop; neighbours start on the same day, so that a day's walk stays short."""
    first = shop.place // 2
    return sorted((first + step) % 7 + 1 for step in RHYTHM[shop.outlet_class])


def weeks(shop: Shop) -> str:
    """Every second small shop is called on in one week of two only."""
    return ("a", "every", "b")[shop.place % 3] if shop.outlet_class == "C" else "every"


def stop_ops(town: list[Shop], from_on: str) -> list[Op]:
    """A route stop for each shop, in walking order, walked from a day on."""
    return [
        put(f"route_stop/{shop.route}/{tail(shop.id)}", f"route:{shop.route}", **stop_fields(shop), from_on=from_on)
        for shop in town
    ]


def stop_fields(shop: Shop) -> dict[str, Any]:
    """A stop as the ledger holds it."""
    return {
        "route": f"route/{shop.route}",
        "outlet": shop.id,
        "position": shop.place + 1,
        "weekdays": weekdays(shop),
        "weeks": weeks(shop),
    }
