"""Which stops of a route are due on a day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

FIRST_MONDAY = date(1970, 1, 5)


def due_stops(stops: Iterable[Mapping[str, Any]], day: str, week_a_on: str | None = None) -> list[Mapping[str, Any]]:
    """The stops due on a local day, in walking order.

    A stop has id, position, weekdays (1 is Monday), weeks (every, a, b) and perhaps from_on and until_on.
    """
    due = [stop for stop in stops if is_due(stop, day, week_a_on)]
    return sorted(due, key=lambda stop: (stop.get("position") or 0, stop["id"]))


def is_due(stop: Mapping[str, Any], day: str, week_a_on: str | None) -> bool:
    """Whether one stop is due on a day; a stop without weekdays never is."""
    if not (stop.get("from_on") or day) <= day <= (stop.get("until_on") or day):
        return False
    if _weekday(day) not in (stop.get("weekdays") or ()):
        return False
    weeks = stop.get("weeks")
    return weeks in (None, "every") or weeks == week_of(day, week_a_on)


def due_days(stop: Mapping[str, Any], days: Iterable[str], week_a_on: str | None) -> Iterator[str]:
    """Those of the days on which a stop is due."""
    return (day for day in days if is_due(stop, day, week_a_on))


def days_between(from_on: str, until_on: str) -> list[str]:
    """Every day from one to the other, both included."""
    first, last = date.fromisoformat(from_on), date.fromisoformat(until_on)
    return [(first + timedelta(days=step)).isoformat() for step in range((last - first).days + 1)]


@lru_cache(maxsize=4096)
def _weekday(day: str) -> int:
    return date.fromisoformat(day).isoweekday()


@lru_cache(maxsize=4096)
def week_of(day: str, week_a_on: str | None) -> str:
    """Week `a` or `b` of a day, counted from the week in which a day of week A lies."""
    start = date.fromisoformat(week_a_on) if week_a_on else FIRST_MONDAY
    return "ab"[(_monday(date.fromisoformat(day)) - _monday(start)).days // 7 % 2]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
