"""What marketing has promised in the demo: displays agreed, POP released, money given, promoters placed."""

from dataclasses import dataclass
from datetime import date, timedelta

from server.demo.cast import ROUTES
from server.demo.goods import CURRENCY
from server.demo.ops import Op, put, tail
from server.demo.town import Shop

DISPLAYS = {"A": ("shelf", "space", "ground"), "B": ("shelf", "space"), "C": ("shelf",)}
STANDARDS = {
    "shelf": ("Zimbolo", "Zimbolo block at eye level, cola first, price tag under each", 12),
    "space": ("Mokkari", "Cooler door by the till, Mokkari on the top two rows", 8),
    "ground": ("Crunzel", "Floor stack at the entrance, three layers, stand behind it", 18),
}
POP_OF_CLASS = {
    "A": ("poster-summer", "hanger-cola", "stand-crunzel"),
    "B": ("poster-summer", "wobbler-new"),
    "C": ("poster-summer",),
}
RELEASED_DAYS_AGO = {"poster-summer": 40, "hanger-cola": 30, "stand-crunzel": 0, "wobbler-new": 5}
SPOTS = {"poster-summer": "window", "hanger-cola": "ceiling", "stand-crunzel": "outside", "wobbler-new": "shelf"}
PROMO_CLASSES = "AB"
PROMO_ELEMENTS = {
    "price": "required",
    "tag": "required",
    "display": "required",
    "stock": "required",
    "gift": "required",
}
PROMO_ELEMENTS |= {"pop": "required", "promoter": "not_applicable"}
PROMO_SKU = "product/zimbolo-cola-330"
PROMOTERS = {"north": ("Ida Plumley", "Jonas Reedmace"), "south": ("Femi Larkspur", "Petra Osterwick")}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which things begin and end, all counted from today."""

    today: date

    def day(self, away: int) -> str:
        """The day so many days from today."""
        return (self.today + timedelta(days=away)).isoformat()

    @property
    def promo_from(self) -> str:
        """The promotion's first day."""
        return self.day(-12)


def takes_part(shop: Shop) -> bool:
    """Whether the promotion runs in a shop; a part of the large ones is left out, to see what it sells."""
    return shop.outlet_class in PROMO_CLASSES and not (shop.outlet_class == "A" and shop.place % 5 > 2)


def promo_of(shop: Shop) -> str:
    """The promotion of a shop's territory."""
    return f"promo/cool-days-{shop.route[:5]}"


def display_of(shop: Shop, display_kind: str) -> str:
    """A display agreed with a shop."""
    return f"display/{tail(shop.id)}-{display_kind}"


def pop_line_of(shop: Shop, item: str) -> str:
    """The line of the release that owes a shop an item."""
    return f"plan_line/pop-season/{tail(shop.id)}/{item}"


def promo_line_of(shop: Shop) -> str:
    """The line that owes a shop the promotion."""
    return f"plan_line/cool-days/{tail(shop.id)}/promo"


def fees_of(route: str) -> str:
    """The money of a route for display fees."""
    return f"budget_line/{route}-display-fees"


def promoters_of(town: list[Shop]) -> dict[str, str]:
    """Which promoter stands in which shop."""
    placed = {}
    for territory, names in PROMOTERS.items():
        large = [shop for shop in town if shop.outlet_class == "A" and shop.route.startswith(territory)]
        for name, shop in zip(names, large[::4], strict=True):
            placed[f"promoter/{name.split()[0].lower()}"] = shop.id
    return placed


def plan_ops(town: list[Shop], calendar: Calendar) -> list[Op]:
    """Everything that is promised."""
    return [
        *_promoters(town),
        *(op for route in ROUTES for op in _budget(route, calendar)),
        *(op for shop in town for op in (*_displays(shop, calendar), *_pop_lines(shop, calendar))),
    ]


def _budget(route: str, calendar: Calendar) -> list[Op]:
    said = {"currency": CURRENCY, "from_on": calendar.day(-30), "until_on": calendar.day(60)}
    return [
        put(
            fees_of(route),
            f"route:{route}",
            name="Display fees",
            plan="Promotion: cool days",
            what="display_fee",
            amount_minor=30_000,
            free_minor=2_500,
            **said,
        ),
        put(
            f"budget_line/{route}-samples",
            f"route:{route}",
            name="Samples and small gifts",
            what="sample",
            amount_minor=8_000,
            free_minor=1_000,
            **said,
        ),
    ]


def _promoters(town: list[Shop]) -> list[Op]:
    names = {f"promoter/{name.split()[0].lower()}": name for listed in PROMOTERS.values() for name in listed}
    routes = {shop.id: shop.route for shop in town}
    return [
        put(
            promoter,
            f"territory:{routes[outlet][:5]}",
            name=names[promoter],
            outlet=outlet,
            promo=f"promo/cool-days-{routes[outlet][:5]}",
            weekdays=list(range(1, 8)),
            from_time="10:00",
            until_time="18:00",
        )
        for promoter, outlet in promoters_of(town).items()
    ]


def _displays(shop: Shop, calendar: Calendar) -> list[Op]:
    ops = []
    for display_kind in DISPLAYS[shop.outlet_class]:
        brand, standard, facings = STANDARDS[display_kind]
        ops.append(
            put(
                display_of(shop, display_kind),
                f"route:{shop.route}",
                outlet=shop.id,
                display_kind=display_kind,
                standard=standard,
                facings_agreed=facings if shop.outlet_class == "A" else facings // 2,
                brand=brand,
                from_on=calendar.day(-60),
                until_on=calendar.day(120),
            )
        )
    return ops


def _pop_lines(shop: Shop, calendar: Calendar) -> list[Op]:
    return [
        put(
            pop_line_of(shop, item),
            f"route:{shop.route}",
            plan="POP release: the season",
            what="pop",
            outlet=shop.id,
            pop_item=f"pop_item/{item}",
            units=1,
            released_on=calendar.day(-RELEASED_DAYS_AGO[item]),
            due_on=calendar.day(14 - RELEASED_DAYS_AGO[item]),
            until_on=calendar.day(90),
        )
        for item in POP_OF_CLASS[shop.outlet_class]
    ]
