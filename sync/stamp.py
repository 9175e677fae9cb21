"""When a value was set, in an order that every copy agrees on."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Stamp(NamedTuple):
    """The hybrid-logical time of one value: ordered by time, then device, then the device's own count.

    `rev` is the record's revision that first showed the value; it takes no part in the order.
    """

    time: int
    device: str
    n: int
    rev: int

    @property
    def order(self) -> tuple[int, str, int]:
        """What two stamps are compared by."""
        return self[:3]


def corrected(at: int, off: int, received: int) -> int:
    """When a device says it acted, on the server's clock, never later than it was heard."""
    return min(at + off, received)


def stamp_after(made: int, device: str, n: int, rev: int, seen: Stamp | None) -> Stamp:
    """The stamp of a new value; when its author was looking at `seen`, it comes after that, by as little as can be."""
    if seen is not None and (made, device, n) <= seen.order:
        made = seen.time if (seen.time, device, n) > seen.order else seen.time + 1
    return Stamp(made, device, n, rev)


NONE_APART: Mapping[str, Stamp] = MappingProxyType({})


class Stamps(NamedTuple):
    """The stamps of a record's fields: the first one, and those of fields that were set apart from it."""

    first: Stamp
    apart: Mapping[str, Stamp] = NONE_APART

    def of(self, name: str, fields: Mapping[str, Any]) -> Stamp | None:
        """The stamp of a field, or None when nobody ever set it."""
        return self.apart.get(name) or (self.first if name in fields else None)

    def latest(self) -> Stamp:
        """The greatest stamp of the record."""
        return max((self.first, *self.apart.values()), key=lambda each: each.order)

    def plain(self) -> list[Any]:
        """As JSON: `[first]` or `[first, {field: stamp}]`."""
        apart = {name: list(stamp) for name, stamp in self.apart.items()}
        return [list(self.first), apart] if apart else [list(self.first)]


def read_stamps(plain: Iterable[Any]) -> Stamps:
    """The stamps that `plain()` wrote."""
    first, *rest = plain
    return Stamps(Stamp(*first), {name: Stamp(*each) for name, each in rest[0].items()} if rest else {})
