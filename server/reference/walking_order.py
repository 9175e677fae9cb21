"""In which order to walk a group of points: the one seam at which a better solver may be put in."""

import itertools
from collections.abc import Sequence
from math import dist

from server.reference.clusters import Plane

ROUNDS = 50  # improvement ends long before; this only bounds the worst case


def walking_order(points: Sequence[Plane]) -> list[int]:
    """The places of the points as an open walk: nearest neighbour from the edge, then 2-opt until nothing helps."""
    if len(points) < 3:
        return list(range(len(points)))
    return _untangled(points, _nearest_neighbours(points))


def length_m(points: Sequence[Plane], order: Sequence[int]) -> float:
    """Metres of a walk as the crow flies."""
    return sum(dist(points[one], points[other]) for one, other in itertools.pairwise(order))


def _nearest_neighbours(points: Sequence[Plane]) -> list[int]:
    middle = (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))
    here = max(range(len(points)), key=lambda place: (dist(points[place], middle), -place))
    left = set(range(len(points))) - {here}
    order = [here]
    while left:
        here = min(left, key=lambda place: (dist(points[here], points[place]), place))
        left.remove(here)
        order.append(here)
    return order


def _untangled(points: Sequence[Plane], order: list[int]) -> list[int]:
    for _ in range(ROUNDS):
        if not _improve(points, order):
            break
    return order


def _improve(points: Sequence[Plane], order: list[int]) -> bool:
    improved = False
    for start in range(len(order) - 1):
        for end in range(start + 1, len(order)):
            if _gain(points, order, start, end) > 1e-6:
                order[start : end + 1] = reversed(order[start : end + 1])
                improved = True
    return improved


def _gain(points: Sequence[Plane], order: list[int], start: int, end: int) -> float:
    """Metres saved by walking the stretch from `start` to `end` the other way round; the walk's ends are free."""
    first, last = points[order[start]], points[order[end]]
    saved = 0.0
    if start > 0:
        before = points[order[start - 1]]
        saved += dist(before, first) - dist(before, last)
    if end < len(order) - 1:
        after = points[order[end + 1]]
        saved += dist(last, after) - dist(first, after)
    return saved
