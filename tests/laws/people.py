"""What people tap, wisely and unwisely."""

from datetime import UTC, datetime
from typing import Any

from tests.cast import DAY
from tests.laws.cast import OUTLETS, PRODUCTS, ROUTES, ROUTES_OF
from tests.laws.world import Phone, World

Draft = dict[str, Any]

ODDITIES: tuple[Any, ...] = (
    -1,
    10**6,
    1.5,
    "four",
    True,
    [1],
    {"deep": {"er": {"and": {"on": {"and": {"on": 1}}}}}},
    None,
)
ODD_TEXTS = ("\ud800 half a letter", "nul \0", "e\u0301 not composed", "x" * 20_000, 7)


def tap_something(world: World) -> None:
    """Somebody taps on a phone that is on."""
    phones = [each for each in world.cast if each.alive]
    if not phones:
        return
    phone = world.chance.choice(phones)
    drafts = world.chance.choices(*zip(*WISHES, strict=True))[0](world, phone)
    if drafts:
        world.tap(phone, drafts)


def _a_set(record: str, kind: str, scope: str, **fields: Any) -> Draft:
    return {"op": "set", "record": record, "kind": kind, "scope": scope, "fields": fields}


def _route(world: World, phone: Phone) -> str:
    own = ROUTES_OF[phone.held.person]
    return world.chance.choice(ROUTES if world.chance.random() < 0.1 else own)


def _outlet(world: World, route: str) -> str:
    return world.chance.choice(OUTLETS[route][:2])


def _visits_scope(world: World, route: str) -> str:
    ago = world.chance.choice((0, 0, 0, 0, 20, 90))
    day = datetime.fromtimestamp((world.now - ago * DAY) / 1000, UTC)
    return f"visits:{route}:{day:%Y-%m}"


def _uuid7(world: World) -> str:
    bits = world.chance.getrandbits(76)
    return f"{world.now >> 16:08x}-{world.now & 0xFFFF:04x}-7{bits & 0xFFF:03x}-8{bits >> 12 & 0xFFF:03x}-{bits >> 28:012x}"


def edit_an_outlet(world: World, phone: Phone) -> list[Draft]:
    """A shop gets another name, city or phone number; sometimes the value is taken away."""
    route = _route(world, phone)
    fields: dict[str, Any] = {}
    for name in world.chance.sample(("name", "city", "address"), world.chance.choice((1, 1, 2))):
        fields[name] = world.chance.choice(("Kiosk", "Corner", "Tor", f"v{world.chance.randrange(50)}", None))
    if world.chance.random() < 0.07:
        fields["city"] = world.chance.choice(ODD_TEXTS)
    return [_a_set(_outlet(world, route), "outlet", f"route:{route}", **fields)]


def name_a_shop(world: World, phone: Phone, route: str) -> None:
    """The first shop of a route gets a name."""
    world.tap(phone, [_a_set(OUTLETS[route][0], "outlet", f"route:{route}", name=f"v{world.chance.randrange(50)}")])


def open_a_visit(world: World, phone: Phone) -> list[Draft]:
    """A visit with its first counts, in one change."""
    route, visit = _route(world, phone), _uuid7(world)
    scope, outlet = _visits_scope(world, route), _outlet(world, route)
    products = world.chance.sample(PRODUCTS, world.chance.choice((1, 2, 3)))
    world.visits.append((visit, scope, outlet))
    counts = [_count(world, visit, scope, outlet, product) for product in products]
    return [_a_set(visit, "visit", scope, outlet=outlet, started_at=world.now), *counts]


def _count(world: World, visit: str, scope: str, outlet: str, product: str) -> Draft:
    value: Any = world.chance.randrange(40)
    if world.chance.random() < 0.06:
        value = world.chance.choice(ODDITIES)
    return _a_set(f"{visit}/stock_count/{product}", "stock_count", scope, outlet=outlet, sku=product, on_shelf=value)


def count_again(world: World, phone: Phone) -> list[Draft]:
    """A count of a visit is put right, by whoever holds the phone."""
    if not world.visits:
        return []
    visit, scope, outlet = world.chance.choice(world.visits[-4:])
    return [_count(world, visit, scope, outlet, world.chance.choice(PRODUCTS[:2]))]


def spend(world: World, phone: Phone) -> list[Draft]:
    """Money is paid; or somebody tries to change what was booked."""
    record, route = _uuid7(world), _route(world, phone)
    scope = _visits_scope(world, route)
    if world.spends and world.chance.random() < 0.4:
        record, scope = world.chance.choice(world.spends)
    world.spends.append((record, scope))
    amount = world.chance.randrange(1, 9) * 100
    return [_a_set(record, "promo_spend", scope, outlet=OUTLETS[route][0], amount_minor=amount, currency="EUR")]


def remove(world: World, phone: Phone) -> list[Draft]:
    """A count, a payment or a shop is taken off the list."""
    if world.visits and world.chance.random() < 0.7:
        visit, scope, _ = world.chance.choice(world.visits)
        return [{"op": "retire", "record": f"{visit}/stock_count/{PRODUCTS[0]}", "scope": scope}]
    if world.spends and world.chance.random() < 0.5:
        record, scope = world.chance.choice(world.spends)
        return [{"op": "retire", "record": record, "scope": scope}]
    return [{"op": "retire", "record": "outlet/d", "scope": "route:n1"}]


def let_go(world: World, phone: Phone) -> list[Draft]:
    """What needed attention is let go of."""
    rows = world.do(phone, "look")["rows"]
    kept = sorted(row["id"] for row in rows if row["kind"] == "attention" and row["fields"].get("state") == "open")
    if not kept:
        return []
    return [_a_set(world.chance.choice(kept), "attention", f"person:{phone.held.person}", state="let_go")]


WISHES = (
    (edit_an_outlet, 40),
    (open_a_visit, 20),
    (count_again, 22),
    (spend, 8),
    (remove, 5),
    (let_go, 5),
)
