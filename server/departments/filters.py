"""What a reader narrows a view to: a window of days, a part of the trade, a part of the range."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

WINDOW_DAYS = 30
LONGEST_DAYS = 731
EARLIEST, LATEST = "1990-01-01", "2200-01-01"
OUTLET_PARTS = ("region", "territory", "route", "channel", "outlet_class")
PARTS = (*OUTLET_PARTS, "brand", "category")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """A window of local days, both ends included, and the parts looked at; None looks at all."""

    from_on: str
    until_on: str
    now: int
    region: str | None = None
    territory: str | None = None
    route: str | None = None
    brand: str | None = None
    category: str | None = None
    channel: str | None = None
    outlet_class: str | None = None
    sees: tuple[str, ...] | None = None
    """The scopes of which something may be read; None for who reads the whole trade."""

    def previous(self) -> "Filters":
        """The same parts over the window of equal length just before this one."""
        first, last = date.fromisoformat(self.from_on), date.fromisoformat(self.until_on)
        until = first - timedelta(days=1)
        length = last - first
        age = (last - until).days * 86_400_000
        return replace(self, from_on=(until - length).isoformat(), until_on=until.isoformat(), now=self.now - age)

    def whole(self) -> "Filters":
        """The same window and range over the whole trade."""
        return replace(self, region=None, territory=None, route=None, channel=None, outlet_class=None)

    def inside(self, territory: str, sees: Iterable[str]) -> "Filters":
        """The same, and never outside one territory, nor anything that others alone may read of its outlets."""
        return replace(self, territory=record_id("territory", territory), sees=tuple(sorted(sees)))

    def query(self) -> dict[str, str]:
        """The filters as they stand in an address."""
        parts = {name: getattr(self, name) for name in PARTS}
        return {"from": self.from_on, "to": self.until_on} | {name: part for name, part in parts.items() if part}


def read_filters(query: Mapping[str, str], *, today: str, now: int) -> Filters:
    """The filters in an address; days that make no sense fall back to the last 30 days, ends in order, two years at most."""
    until_on = _day(query.get("to")) or today
    from_on = _day(query.get("from")) or _back(until_on, WINDOW_DAYS - 1)
    from_on, until_on = sorted((from_on, until_on))
    from_on = max(from_on, _back(until_on, LONGEST_DAYS - 1))
    parts: dict[str, Any] = {name: query.get(name) or None for name in PARTS}
    for name in ("territory", "route"):
        if part := parts[name]:
            parts[name] = record_id(name, part)
    return Filters(from_on=from_on, until_on=until_on, now=now, **parts)


def record_id(kind: str, name: str) -> str:
    """The whole record id of a name, given with or without its kind."""
    return name if name.startswith(f"{kind}/") else f"{kind}/{name}"


def _day(text: str | None) -> str | None:
    try:
        day = date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None
    return day if day and EARLIEST <= day < LATEST else None


def _back(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
