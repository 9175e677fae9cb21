"""How long material and displays last, and what each day of it costs."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from server.departments.metrics.figure import Figure, metric, ratio
from sync.fields import Words

Piece = tuple[float, bool]
"""(days from placing to the last visit, or to the first seen missing; whether it was seen missing)"""


@metric(
    Words("Survival curve", "留存曲线"),
    Words(
        "Kaplan–Meier from placed to first seen missing; a piece that still stood counts up to its last visit.",
        "Kaplan–Meier：自布置至首次发现缺失；仍在者计至最近一次拜访。",
    ),
)
def pop_survival_curve(pieces: Iterable[Piece]) -> list[tuple[float, float]]:
    """The share still standing after each day on which a piece was found missing."""
    pieces = list(pieces)
    gone = Counter(days for days, missing in pieces if missing)
    followed = sorted(days for days, _ in pieces)
    standing, curve = 1.0, []
    for days in sorted(gone):
        at_risk = len(followed) - bisect_left(followed, days)
        standing *= 1 - gone[days] / at_risk
        curve.append((days, standing))
    return curve


@metric(
    Words("Standing after 30 days", "30 天留存率"),
    Words(
        "The survival curve at 30 days, or the number of days asked; no data where no piece was followed that long.",
        "留存曲线在 30 天（或所问天数）的值；无物料被跟踪至该天数则无数据。",
    ),
)
def pop_survival_at(pieces: Iterable[Piece], days: float) -> Figure:
    pieces = list(pieces)
    curve = pop_survival_curve(pieces)
    standing = next((share for day, share in reversed(curve) if day <= days), 1.0)
    followed = max((each for each, _ in pieces), default=None)
    ended = bool(curve) and standing == 0
    return Figure(standing if followed is not None and (followed >= days or ended) else None)


@metric(
    Words("Cost of a standing day", "每留存日成本"),
    Words("(Item + placing cost) ÷ days the items stood.", "（物料 + 布置成本）÷ 物料留存天数之和。"),
    unit="rate",
)
def cost_per_standing_item_day(item_cost: float, placing_cost: float, days_standing: float) -> Figure:
    return ratio(item_cost + placing_cost, days_standing)


@metric(
    Words("Display uptime", "陈列在位率"),
    Words("Days in place ÷ days agreed.", "在位天数 ÷ 约定天数。"),
)
def display_uptime(days_in_place: float, days_agreed: float) -> Figure:
    return ratio(days_in_place, days_agreed)
