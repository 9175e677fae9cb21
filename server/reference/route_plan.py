"""Which outlet goes onto which route, where in its order and on which day; pure, nothing is written here."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from server.reference.clusters import Plane, clusters, even_runs, on_a_plane
from server.reference.nearness import Point
from server.reference.walking_order import length_m, walking_order

Order = Callable[[Sequence[Plane]], list[int]]


@dataclass(frozen=True, slots=True)
class Shop:
    """An outlet as far as planning cares: where it is, or at least near whom."""

    record: str
    point: Point | None
    postcode: str = ""
    street: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """One outlet's place: its number in the order and its weekday (1 is Monday)."""

    outlet: str
    position: int
    weekday: int


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """One new route: its stops in walking order and the metres walked in a week."""

    name: str
    stops: tuple[Stop, ...]
    metres: float


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """All new routes, and what the same days would be to walk in the order the outlets came in."""

    routes: tuple[PlannedRoute, ...]
    unsorted_metres: float

    @property
    def metres(self) -> float:
        """Metres walked in a week, from the first to the last located stop of each day."""
        return sum(route.metres for route in self.routes)


def plan_routes(
    shops: Sequence[Shop], names: Iterator[str], size: int, weekdays: Sequence[int], order: Order = walking_order
) -> RoutePlan:
    """Routes for shops that have none; `names` gives each new route its name."""
    points = on_a_plane(_guessed_points(shops))
    routes = tuple(_route(next(names), shops, points, group, weekdays, order) for group in clusters(points, size))
    sizes = [len(day) for route in routes for day in _days(route).values()]
    return RoutePlan(routes, _metres_in_file_order(shops, points, sizes))


def _route(
    name: str, shops: Sequence[Shop], points: Sequence[Plane], group: list[int], weekdays: Sequence[int], order: Order
) -> PlannedRoute:
    located = sorted(place for place in group if shops[place].point is not None)
    walk = [located[place] for place in order([points[each] for each in located])]
    stray = sorted((place for place in group if shops[place].point is None), key=lambda place: _where(shops[place]))
    days = [weekdays[run] for run in even_runs(len(walk), len(weekdays))]
    days += _least_busy(days, weekdays, len(stray))
    stops = tuple(
        Stop(shops[place].record, position, weekday)
        for position, (place, weekday) in enumerate(zip(walk + stray, days, strict=True), start=1)
    )
    by_day = defaultdict(list)
    for place, weekday in zip(walk, days, strict=False):
        by_day[weekday].append(place)
    return PlannedRoute(name, stops, sum(length_m(points, places) for places in by_day.values()))


def _least_busy(days: list[int], weekdays: Sequence[int], count: int) -> list[int]:
    load = {weekday: days.count(weekday) for weekday in weekdays}
    chosen = []
    for _ in range(count):
        weekday = min(weekdays, key=lambda each: load[each])
        load[weekday] += 1
        chosen.append(weekday)
    return chosen


def _guessed_points(shops: Sequence[Shop]) -> list[Point]:
    """Where each shop is; one without coordinates is put amid those of its street, postcode or city, else amid all."""
    amid: dict[tuple[str, ...], list[Point]] = defaultdict(list)
    for shop in shops:
        if shop.point is not None:
            for key in _neighbourhoods(shop):
                amid[key].append(shop.point)
    return [
        shop.point or _middle(next((amid[key] for key in _neighbourhoods(shop) if key in amid), [])) for shop in shops
    ]


def _neighbourhoods(shop: Shop) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = []
    if shop.street:
        keys.append(("street", shop.city, shop.street))
    if shop.postcode:
        keys.append(("postcode", shop.postcode))
    if shop.city:
        keys.append(("city", shop.city))
    return [*keys, ("all",)]


def _middle(points: list[Point]) -> Point:
    if not points:
        return (0.0, 0.0)
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


def _where(shop: Shop) -> tuple[str, ...]:
    return shop.city, shop.postcode, shop.street, shop.record


def _days(route: PlannedRoute) -> dict[int, list[Stop]]:
    days: dict[int, list[Stop]] = defaultdict(list)
    for stop in route.stops:
        days[stop.weekday].append(stop)
    return days


def _metres_in_file_order(shops: Sequence[Shop], points: Sequence[Plane], sizes: list[int]) -> float:
    """The same days' work, taken from the file from top to bottom."""
    metres, start = 0.0, 0
    for size in sizes:
        places = [place for place in range(start, start + size) if shops[place].point is not None]
        metres += length_m(points, places)
        start += size
    return metres
