"""What truly happens in the town between visits: shoppers buy, vans deliver, rivals hide a poster."""

from dataclasses import dataclass, field
from random import Random

from server.demo.goods import must_stock
from server.demo.plans import DISPLAYS, POP_OF_CLASS, RELEASED_DAYS_AGO
from server.demo.town import Shop

SHELF = {"A": 24, "B": 12, "C": 8}
SOLD_A_DAY = {"A": 3.4, "B": 1.5, "C": 0.8}
VOID_CHANCE = {"A": 0.01, "B": 0.05, "C": 0.14}


@dataclass(slots=True)
class Stock:
    """One product in one shop."""

    on_shelf: int
    back_room: int
    popularity: float
    sold: int = 0


@dataclass(slots=True)
class State:
    """One shop as it truly is, whoever looks."""

    shop: Shop
    stock: dict[str, Stock]
    displays: dict[str, str]
    pop: dict[str, str]
    attitude: int
    delivery_weekday: int
    promo_missing: set[str] = field(default_factory=set)
    is_van_late: bool = False
    seen_on: str | None = None
    promo_checked: bool = False
    gifts_received: bool = False
    fee_paid: bool = False
    promise: str | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """Units that a van brought on a day."""

    on: str
    outlet: str
    sku: str
    units: int


def first_states(town: list[Shop], random: Random) -> dict[str, State]:
    """The town three weeks ago."""
    return {shop.id: _first_state(shop, random) for shop in town}


def _first_state(shop: Shop, random: Random) -> State:
    full = SHELF[shop.outlet_class]
    stock = {
        sku: Stock(random.randint(full // 2, full), random.randint(0, full), random.uniform(0.5, 1.5))
        for sku in must_stock(shop.outlet_class)
        if random.random() > VOID_CHANCE[shop.outlet_class]
    }
    displays = {
        kind: random.choice(("as_agreed", "as_agreed", "partial", "missing")) for kind in DISPLAYS[shop.outlet_class]
    }
    pop = {item: "standing" if RELEASED_DAYS_AGO[item] > 21 else "owed" for item in POP_OF_CLASS[shop.outlet_class]}
    return State(shop, stock, displays, pop, random.choice((1, 1, 2, 2, 3)), random.randint(1, 6))


PROMOTED = 2.2
"""How much more of a promoted product is wanted a day."""


def live_a_day(state: State, day: str, weekday: int, random: Random, promoted: str | None = None) -> list[Delivered]:
    """One day passes in a shop, in which a product may be promoted; gives what was delivered."""
    delivered = _deliver(state, day, weekday, random)
    for sku, stock in state.stock.items():
        pace = SOLD_A_DAY[state.shop.outlet_class] * stock.popularity
        wanted = _about(pace * PROMOTED if sku == promoted else pace, random)
        stock.sold += min(stock.on_shelf, wanted)
        stock.on_shelf -= min(stock.on_shelf, wanted)
        if stock.on_shelf < 3 and random.random() < 0.55:
            refill(stock, SHELF[state.shop.outlet_class])
    for kind in state.displays:
        if random.random() < 0.05:
            state.displays[kind] = random.choice(("partial", "partial", "missing"))
    for item, how in state.pop.items():
        if how == "standing" and random.random() < 0.02:
            state.pop[item] = random.choice(("damaged", "missing"))
    return delivered


def _deliver(state: State, day: str, weekday: int, random: Random) -> list[Delivered]:
    if not (weekday == state.delivery_weekday or state.is_van_late):
        return []
    state.is_van_late = weekday == state.delivery_weekday and random.random() < 0.12
    if state.is_van_late:
        return []
    delivered = []
    for sku, stock in state.stock.items():
        units = round(SOLD_A_DAY[state.shop.outlet_class] * stock.popularity * 7 * random.uniform(0.6, 1.25))
        if units and random.random() > 0.06:
            stock.back_room += units
            delivered.append(Delivered(day, state.shop.id, sku, units))
    return delivered


def refill(stock: Stock, full: int) -> int:
    """Fill the shelf from the back room; gives the units carried."""
    carried = min(full - stock.on_shelf, stock.back_room)
    stock.on_shelf += carried
    stock.back_room -= carried
    return carried


def _about(mean: float, random: Random) -> int:
    return max(0, round(random.gauss(mean, mean**0.5)))
