"""Signals that something may not be as it was told: a flag with its reason, never a verdict."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from server.departments.metrics.figure import Figure, metric, share
from sync.fields import Words

FASTEST_KMH = 130
CLOCK_SKEW_MS = 5 * 60_000
ALIKE_BITS = 6
ALIKE_DAYS = 180
BATCH_SHARE = 0.8
BATCH_MS = 20_000
SAME_VISITS = 5
CONTRADICTED_MS = 48 * 3_600_000
EARTH_KM = 6_371.0
HOUR_MS = 3_600_000
PIN_NEAR_M = 100


@dataclass(frozen=True)
class Signal:
    """What was seen, and the limit that it lies beyond."""

    name: str
    title: Words
    seen: float
    limit: float


def _signal(name: str, title: Words, seen: float, limit: float, *, holds: bool) -> Signal | None:
    return Signal(name, title, seen, limit) if holds else None


def position_mismatch(distance_m: float, accuracy_m: float, radius_m: float) -> Signal | None:
    """Farther from the pin than the outlet's radius, even with the doubt of the position taken off."""
    away = distance_m - accuracy_m
    title = Words("Began far from the outlet", "签到位置偏离门店")
    return _signal("position_mismatch", title, away, radius_m, holds=away > radius_m)


@metric(
    Words("Visits without a position", "无定位拜访率"),
    Words("Visits that began without a position ÷ visits.", "开始时无定位的拜访 ÷ 拜访。"),
)
def position_missing_rate(without: int, visits: int) -> Figure:
    return share(without, visits)


def position_too_perfect(positions: Sequence[tuple[int, int]]) -> Signal | None:
    """The same position to the last digit on every one of at least three visits: a real one never stands still."""
    title = Words("The same position to the last digit", "定位完全一致")
    return _signal(
        "position_too_perfect", title, len(positions), 3, holds=len(positions) >= 3 and len(set(positions)) == 1
    )


def impossible_travel(
    here: tuple[float, float], there: tuple[float, float], between_ms: float, skew_ms: float = 0
) -> Signal | None:
    """Two places in degrees, farther apart than anybody drives in the time, the clock's skew added to it."""
    hours = (abs(between_ms) + abs(skew_ms)) / HOUR_MS
    away = kilometres(here, there)
    speed = away / hours if hours else float("inf") if away else 0.0
    title = Words("Faster than anybody drives", "移动速度不合理")
    return _signal("impossible_travel", title, speed, FASTEST_KMH, holds=speed > FASTEST_KMH)


def kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """The way between two places in degrees over the ground."""
    (lat, lon), (lat2, lon2) = (tuple(map(radians, place)) for place in (here, there))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def pin_moved(distance_then_m: float, distance_now_m: float, radius_m: float) -> Signal | None:
    """A check-in that was far from the pin of its day and lies near the pin of today: the pin came to the visit."""
    title = Words("The pin was moved to a far check-in", "门店定位移至远处签到点")
    moved = distance_then_m > radius_m and distance_now_m <= min(radius_m, PIN_NEAR_M)
    return _signal("pin_moved", title, distance_then_m, radius_m, holds=moved)


def clock_skew(off_ms: float) -> Signal | None:
    """The phone's clock more than five minutes away from the server's when it was heard."""
    title = Words("The phone's clock was wrong", "手机时钟偏差")
    return _signal("clock_skew", title, abs(off_ms), CLOCK_SKEW_MS, holds=abs(off_ms) > CLOCK_SKEW_MS)


def clock_jump(ahead_ms: float, ahead_before_ms: float) -> Signal | None:
    """A phone's clock that went before or after the server's by so much at one visit, and by another at the one before."""
    moved = abs(ahead_ms - ahead_before_ms)
    title = Words("The phone's clock jumped", "手机时钟有跳变")
    return _signal("clock_jump", title, moved / 60_000, CLOCK_SKEW_MS / 60_000, holds=moved > CLOCK_SKEW_MS)


def photo_reuse(one: str, other: str, days_between: float) -> Signal | None:
    """Two photos of two visits within 180 days whose likeness hashes (hexadecimal) differ in 6 bits at most."""
    bits = (int(one, 16) ^ int(other, 16)).bit_count()
    title = Words("Looks like a photo of another visit", "疑似重复使用照片")
    return _signal("photo_reuse", title, bits, ALIKE_BITS, holds=bits <= ALIKE_BITS and days_between <= ALIKE_DAYS)


def visit_too_short(minutes: float, least_minutes: float) -> Signal | None:
    """Shorter than a visit to an outlet of the class can be."""
    title = Words("Too short for an outlet of its class", "拜访时间过短")
    return _signal("visit_too_short", title, minutes, least_minutes, holds=minutes < least_minutes)


def batch_entry(answered_at_ms: Iterable[int]) -> Signal | None:
    """More than four in five of at least five answers within twenty seconds."""
    moments = sorted(answered_at_ms)
    if len(moments) < 5:
        return None
    most = max(sum(first <= each <= first + BATCH_MS for each in moments) for first in moments)
    title = Words("Nearly all answers within seconds", "短时间批量录入")
    part = most / len(moments)
    return _signal("batch_entry", title, part, BATCH_SHARE, holds=part > BATCH_SHARE)


def straight_lining(equal_to_ghosts: Sequence[bool], others_saw_change: bool) -> Signal | None:
    """The latest five visits all told what stood there before, where others saw a change."""
    latest = list(equal_to_ghosts)[-SAME_VISITS:]
    title = Words("Always the values of the last visit", "连续沿用上次数值")
    holds = len(latest) == SAME_VISITS and all(latest) and others_saw_change
    return _signal("straight_lining", title, len(latest), SAME_VISITS, holds=holds)


def contradiction(on_shelf_now: bool, missing_next: bool, between_ms: float, same_person: bool) -> Signal | None:
    """On the shelf by one person, missing by the next within two days."""
    title = Words("The next person saw the opposite", "他人随后所见相反")
    holds = on_shelf_now and missing_next and not same_person and between_ms <= CONTRADICTED_MS
    return _signal("contradiction", title, between_ms / HOUR_MS, CONTRADICTED_MS / HOUR_MS, holds=holds)


def two_people_on_one_day(people: Collection[str]) -> Signal | None:
    """More than one person at one outlet on one day."""
    title = Words("Two people at one outlet on one day", "同日两人到访同店")
    return _signal("two_people_on_one_day", title, len(set(people)), 1, holds=len(set(people)) > 1)
