"""The town of Marrowick on the Tamble, which is not on any map: sixty shops on twelve streets."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from random import Random

from server.demo.cast import REGION, ROUTES, TERRITORIES
from server.demo.goods import CURRENCY
from server.demo.ops import Op, put

MIDDLE = (55.0, 2.5)  # in the open sea, so that no shop stands in anybody's real street
METRES_A_DEGREE = (111_200, 63_780)  # of latitude, and of longitude up there
STREETS = {
    "north-1": ("Kettle Row", "Larder Lane", "Old Sluice Street"),
    "north-2": ("Gantry Street", "Pewter Hill", "Wicket Square"),
    "south-1": ("Tamble Quay", "Barley Steps", "Cobblers' Walk"),
    "south-2": ("Thimble Road", "Long Orchard", "Sundial Parade"),
}
CLASSES_ALONG_A_ROUTE = "ABABACACBCBCBCB"
QUARTERS = {"north-1": (-900, 500), "north-2": (500, 550), "south-1": (-850, -700), "south-2": (450, -750)}
STREET_METRES = 110
HOUSE_METRES = 95

SHOPS = {
    "supermarket": "Bellwether Market,Hartigold's,Full Basket,Nettleford Stores,Marrow Market,Quayside Fare,"
    "The Long Aisle,Pantry & Post,Sundial Market,Brimble's,Fairweigh,Good Larder,Tollgate Market,Orchard Fare,"
    "Steps Supermarket,Dunnock & Sons",
    "minimarket": "Corner Lamp,Late Kettle,Ninepin Shop,Blue Door,Pocket Grocer,Halfway Shop,Lantern Stores,Teasel's,"
    "Number Twelve,Open Shutter,Little Sluice,Crumb & Co,Wick's Corner,Handy Barrow,The Green Awning,Gantry Stores,"
    "Two Steps Down,Farthing Shop,Early Bird,Quince's,Turnstile Shop,Pebble Stores,Weaver's Corner,Ropewalk Shop",
    "kiosk": "Kiosk at the Pump,Clock Kiosk,Ferry Kiosk,Tram End Kiosk,Lido Kiosk,Paper & Pop,Bandstand Kiosk,"
    "Bridge Kiosk,School Gate Kiosk,Weighhouse Kiosk",
    "petrol station": "Northgate Fuel,Mill Road Fuel,Southgate Fuel,Ringway Fuel",
    "bakery": "Crust & Candle,Floury Hand,Seven Loaves,Poppyseed,Warm Stone,Bun Alley",
}
CLASS_OF_CHANNEL = {"supermarket": "A", "minimarket": "B", "kiosk": "C", "petrol station": "C", "bakery": "C"}
TURNOVER_MINOR = {"A": (800_000, 2_000_000), "B": (300_000, 800_000), "C": (60_000, 300_000)}
HOURS = {"A": "Mo-Su 07:00-21:00", "B": "Mo-Su 08:00-20:00", "C": "Mo-Su 06:30-19:00"}


@dataclass(frozen=True, slots=True)
class Shop:
    """One outlet of the town, at its place on its route."""

    id: str
    name: str
    channel: str
    outlet_class: str
    route: str
    place: int
    street: str
    number: int
    lat_e6: int
    lon_e6: int
    turnover_minor: int

    @property
    def position(self) -> dict[str, int]:
        """Where the map pin is."""
        return {"lat_e6": self.lat_e6, "lon_e6": self.lon_e6}


def shops(random: Random) -> list[Shop]:
    """Fifteen shops a route, in walking order: up one street, down the next."""
    names = {channel: iter(listed.split(",")) for channel, listed in SHOPS.items()}
    small = ["kiosk"] * 10 + ["petrol station"] * 4 + ["bakery"] * 6
    random.shuffle(small)
    channels: dict[str, Iterator[str]] = {"A": repeat("supermarket"), "B": repeat("minimarket"), "C": iter(small)}
    town = []
    for route in ROUTES:
        for place, outlet_class in enumerate(CLASSES_ALONG_A_ROUTE):
            channel = next(channels[outlet_class])
            town.append(_shop(random, route, place, channel, next(names[channel])))
    return town


def _shop(random: Random, route: str, place: int, channel: str, name: str) -> Shop:
    street, along = divmod(place, 5)
    house = along if street % 2 == 0 else 4 - along
    east = QUARTERS[route][0] + house * HOUSE_METRES + random.randint(-15, 15)
    north = QUARTERS[route][1] - street * STREET_METRES + random.randint(-8, 8)
    outlet_class = CLASS_OF_CHANNEL[channel]
    return Shop(
        f"outlet/{_slug(name)}",
        name,
        channel,
        outlet_class,
        route,
        place,
        STREETS[route][street],
        2 + house * 8 + street,
        round((MIDDLE[0] + north / METRES_A_DEGREE[0]) * 1e6),
        round((MIDDLE[1] + east / METRES_A_DEGREE[1]) * 1e6),
        random.randrange(*TURNOVER_MINOR[outlet_class], 1_000),
    )


def _slug(name: str) -> str:
    letters = "".join(each if each.isalnum() else " " for each in name.lower().replace("'", ""))
    return "-".join(letters.split())


def town_ops(town: list[Shop], opened_on: str, week_a_on: str) -> list[Op]:
    """Territories, routes and outlets."""
    territories = [put(f"territory/{tail}", "company", name=name, region=REGION) for tail, name in TERRITORIES.items()]
    routes = [
        put(
            f"route/{route}",
            f"route:{route}",
            name=f"{TERRITORIES[route[:5]]} {route[-1]}",
            territory=f"territory/{route[:5]}",
            tallyman=person,
            week_a_on=week_a_on,
        )
        for route, person in ROUTES.items()
    ]
    return [*territories, *routes, *(_outlet(number, shop, opened_on) for number, shop in enumerate(town, start=1))]


def _outlet(number: int, shop: Shop, opened_on: str) -> Op:
    return put(
        shop.id,
        f"route:{shop.route}",
        name=shop.name,
        code=f"M{number:03}",
        channel=shop.channel,
        outlet_class=shop.outlet_class,
        route=f"route/{shop.route}",
        address=f"{shop.number} {shop.street}",
        postcode=f"MW{list(ROUTES).index(shop.route) + 1} {shop.number}",
        city="Marrowick",
        position=shop.position,
        phone=f"+00 5550 {1000 + number}",
        opening_hours=HOURS[shop.outlet_class],
        turnover_minor=shop.turnover_minor,
        currency=CURRENCY,
        status="active",
        opened_on=opened_on,
    )
