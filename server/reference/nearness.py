"""Distances on the ground, and which points lie close together; the positions come from outside."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import asin, cos, floor, radians, sin, sqrt

EARTH_M = 6_371_008.8
METRES_A_DEGREE = 111_194.9

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def point_of(position: dict[str, int]) -> Point:
    """A stored position in degrees."""
    return position["lat_e6"] / 1e6, position["lon_e6"] / 1e6


def metres(one: Point, other: Point) -> float:
    """The way over the ground between two points, as the crow flies (haversine, mean radius)."""
    south, north = radians(one[0]), radians(other[0])
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def nearest_within(points: Sequence[Point | None], reach_m: float) -> dict[int, tuple[int, float]]:
    """For each point that has another within reach: the nearest one and how far it is."""
    cells = _in_cells(points, reach_m)
    found: dict[int, tuple[int, float]] = {}
    for place, point in enumerate(points):
        if point is None:
            continue
        others = (each for each in _around(cells, point, reach_m) if each != place)
        near = min(((metres(point, points[each]), each) for each in others), default=None)  # type: ignore[arg-type]
        if near and near[0] <= reach_m:
            found[place] = (near[1], near[0])
    return found


def _in_cells(points: Sequence[Point | None], reach_m: float) -> dict[tuple[int, int], list[int]]:
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, point in enumerate(points):
        if point is not None:
            cells[_cell(point, reach_m)].append(place)
    return cells


def _cell(point: Point, reach_m: float) -> tuple[int, int]:
    row = floor(point[0] * METRES_A_DEGREE / reach_m)
    return row, floor(point[1] * _narrowed(row, reach_m) / reach_m)


def _narrowed(row: int, reach_m: float) -> float:
    """Metres in a degree of longitude on the edge of a row that is nearer to a pole; a row has one width."""
    latitude = max(abs(row), abs(row + 1)) * reach_m / METRES_A_DEGREE
    return max(1.0, METRES_A_DEGREE * cos(radians(min(latitude, 90.0))))


def _around(cells: dict[tuple[int, int], list[int]], point: Point, reach_m: float) -> Iterable[int]:
    row = floor(point[0] * METRES_A_DEGREE / reach_m)
    for other_row in (row - 1, row, row + 1):
        column = floor(point[1] * _narrowed(other_row, reach_m) / reach_m)
        for other_column in (column - 1, column, column + 1):
            yield from cells.get((other_row, other_column), ())
