"""Points cut into compact groups of nearly equal size; pure, and the same for the same points in any order."""

from collections.abc import Sequence
from math import ceil, cos, radians

Plane = tuple[float, float]
"""Metres east and north of somewhere near; good enough within a territory."""


def on_a_plane(points: Sequence[tuple[float, float]]) -> list[Plane]:
    """Degrees laid out flat around their middle, in metres."""
    if not points:
        return []
    middle = sum(lat for lat, _ in points) / len(points)
    narrowing = cos(radians(middle))
    return [(lon * narrowing * 111_194.9, lat * 111_194.9) for lat, lon in points]


def clusters(points: Sequence[Plane], size: int) -> list[list[int]]:
    """The places of the points in as few groups as hold at most `size` each.

    The area is cut in two across its longer side, again and again, each part getting its share of the groups.
    """
    if not points:
        return []
    groups = _cut(points, list(range(len(points))), ceil(len(points) / size))
    return sorted(groups, key=lambda group: (-_middle(points, group)[1], _middle(points, group)[0]))


def _cut(points: Sequence[Plane], places: list[int], groups: int) -> list[list[int]]:
    if groups == 1:
        return [places]
    along = _longer_side(points, places)
    ordered = sorted(places, key=lambda place: (points[place][along], points[place][1 - along], place))
    first = groups // 2
    share = _shares(len(places), groups)
    border = sum(share[:first])
    return _cut(points, ordered[:border], first) + _cut(points, ordered[border:], groups - first)


def _shares(count: int, groups: int) -> list[int]:
    """How many go into each group: never more than one apart."""
    return [count // groups + (place < count % groups) for place in range(groups)]


def _longer_side(points: Sequence[Plane], places: list[int]) -> int:
    spans = [max(points[p][axis] for p in places) - min(points[p][axis] for p in places) for axis in (0, 1)]
    return 0 if spans[0] >= spans[1] else 1


def _middle(points: Sequence[Plane], group: list[int]) -> Plane:
    return sum(points[p][0] for p in group) / len(group), sum(points[p][1] for p in group) / len(group)


def even_runs(count: int, runs: int) -> list[int]:
    """Which run each of `count` things in order belongs to, so that runs are contiguous and nearly equal."""
    return [run for run, share in enumerate(_shares(count, runs)) for _ in range(share)]
