"""Which outlets may be one: by phone number, or by place and name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from math import cos, hypot, radians

NEAR_M = 40
METRES_A_DEGREE = 111_320
CELL_E6 = 1_000
"""Side of a cell of the grid, in millionths of a degree: more than twice what counts as near."""
ALIKE = 0.8
DIGITS = 7
CROWD = 12
"""A phone number of more outlets than this is a chain's, and tells nothing."""


@dataclass(frozen=True)
class Place:
    """What tells an outlet from another."""

    id: str
    name: str
    phone: str | None
    lat_e6: int | None
    lon_e6: int | None


def twins(places: Iterable[Place]) -> list[tuple[str, str, int | None]]:
    """Pairs that may be one outlet, each with the metres between them if known, in order of id."""
    places = list(places)
    found = {}
    for one, other in _same_phone(places):
        found[one.id, other.id] = metres_between(one, other)
    for one, other in _neighbours(places):
        metres = metres_between(one, other)
        if metres is not None and metres <= NEAR_M and alike(one.name, other.name):
            found[one.id, other.id] = metres
    return [(*pair, None if metres is None else round(metres)) for pair, metres in sorted(found.items())]


def alike(one: str, other: str) -> bool:
    """Whether two names may be one shop's, whatever their case and spacing; a missing name is like none."""
    one, other = ("".join(name.casefold().split()) for name in (one, other))
    if not one or not other:
        return False
    return one == other or SequenceMatcher(None, one, other).ratio() >= ALIKE


def metres_between(one: Place, other: Place) -> float | None:
    """The distance over a small patch of the earth, or None without two positions."""
    if None in (one.lat_e6, one.lon_e6, other.lat_e6, other.lon_e6):
        return None
    north = (one.lat_e6 - other.lat_e6) / 1e6  # type: ignore[operator]
    east = (one.lon_e6 - other.lon_e6) / 1e6 * cos(radians(one.lat_e6 / 1e6))  # type: ignore[operator]
    return hypot(north, east) * METRES_A_DEGREE


def _ordered(one: Place, other: Place) -> tuple[Place, Place]:
    return (one, other) if one.id < other.id else (other, one)


def _same_phone(places: list[Place]) -> Iterator[tuple[Place, Place]]:
    numbers: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        digits = "".join(filter(str.isdigit, place.phone or ""))
        if len(digits) >= DIGITS:
            numbers[digits].append(place)
    for sharing in numbers.values():
        if len(sharing) <= CROWD:
            yield from (_ordered(*pair) for pair in combinations(sharing, 2))


def _neighbours(places: list[Place]) -> Iterator[tuple[Place, Place]]:
    """Pairs in one cell of the grid or in cells side by side."""
    known = [(place, place.lat_e6, place.lon_e6) for place in places]
    placed = [(place, lat, lon) for place, lat, lon in known if lat is not None and lon is not None]
    # the shrinking of the northernmost place for all: cells further south are only wider
    shrink = min((max(0.01, cos(radians(lat / 1e6))) for _, lat, _ in placed), default=1.0)
    cells: dict[tuple[int, int], list[Place]] = defaultdict(list)
    for place, lat, lon in placed:
        cells[lat // CELL_E6, int(lon * shrink // CELL_E6)].append(place)
    for (row, line), here in cells.items():
        yield from (_ordered(*pair) for pair in combinations(here, 2))
        for there in ((row, line + 1), (row + 1, line - 1), (row + 1, line), (row + 1, line + 1)):
            yield from (_ordered(one, other) for one in here for other in cells.get(there, ()))
