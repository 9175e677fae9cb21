"""What the office does while phones are away: edits, moves, grants, upkeep; and the courier, who speaks by hand."""

from typing import Any

from sqlalchemy import select

from server.ledger import upkeep
from server.ledger.tables import SCOPE
from tests.cast import AMINA, BRUNO, MINUTE, ROSA, change_id, visit_id
from tests.laws.account import Turn
from tests.laws.cast import COURIER, OUTLETS, PRODUCTS, ROUTES
from tests.laws.world import World


def edit(world: World) -> None:
    """A product or an outlet gets another name."""
    route = world.chance.choice(ROUTES)
    name = f"office {world.chance.randrange(50)}"
    if world.chance.random() < 0.3:
        world.office(_a_set(world.chance.choice(PRODUCTS), "product", "company", name=name))
    else:
        world.office(_a_set(world.chance.choice(OUTLETS[route]), "outlet", f"route:{route}", name=name))


def move(world: World) -> None:
    """An outlet goes to the other route."""
    outlet = world.chance.choice(OUTLETS["n1"][1:3])
    move_to(world, outlet, world.chance.choice(ROUTES))


def move_to(world: World, outlet: str, route: str) -> None:
    """An outlet goes to a route, if it is not there."""
    world.office({"op": "move", "record": outlet, "scope": f"route:{route}"})


def add(world: World) -> None:
    """A new outlet is known."""
    route = world.chance.choice(ROUTES)
    name = f"outlet/new-{world.chance.randrange(6)}"
    world.office(_a_set(name, "outlet", f"route:{route}", name="new"))


def regrant(world: World) -> None:
    """A route is taken from somebody, perhaps some time ago, or given back."""
    person = world.chance.choice((AMINA, AMINA, ROSA, BRUNO))
    route = world.chance.choice(("n1", "n1", "n2"))
    if route in world.routes[person]:
        take_away(world, person, route)
    else:
        give(world, person, route)


def take_away(world: World, person: str, route: str) -> None:
    """Somebody has a route no more, perhaps since some minutes ago."""
    with world.server.ledger_open() as ledger:
        until = world.now - world.chance.choice((0, 0, 5 * MINUTE))
        world.say(f"{person} loses {route} since {until}")
        world.routes[person].discard(route)
        world.turns.append(Turn(world.now, person, route, False, until))
        for pattern in _patterns(route):
            ledger.revoke(person, pattern, until_at=until)


def give(world: World, person: str, route: str) -> None:
    """Somebody has a route from now on."""
    with world.server.ledger_open() as ledger:
        world.say(f"{person} gets {route}")
        world.routes[person].add(route)
        world.turns.append(Turn(world.now, person, route, True))
        for pattern in _patterns(route):
            ledger.grant(person, pattern, from_at=world.now)


def _patterns(route: str) -> tuple[str, str]:
    return f"route:{route}", f"visits:{route}:*"


def collect(world: World) -> None:
    """Departures that happened long ago are forgotten."""
    forget_departures(world, world.chance.choice(ROUTES), but=world.chance.randrange(4))


def forget_departures(world: World, route: str, *, but: int) -> None:
    """The departures from a route are forgotten but for those of its last numbers."""
    scope = f"route:{route}"
    with world.server.ledger_open() as ledger:
        with ledger.reading() as connection:
            head = connection.execute(select(SCOPE.c.head).where(SCOPE.c.id == scope)).scalar_one()
        below = max(0, head - but)
        world.say(f"{upkeep.collect_gone(ledger, scope, below)} departures of {scope} are forgotten, up to {below}")


def project(world: World) -> None:
    """Somebody looks at a view."""
    with world.server.app.app_context():
        world.server.projector.catch_up()


def look_for_overdue(world: World) -> None:
    """What waited for a week is judged."""
    with world.server.ledger_open() as ledger:
        if upkeep.judge_overdue(ledger):
            world.say("what waited for a week is judged")


def call_the_courier(world: World) -> None:
    """Changes that wait for others, out of order, repeated and reused."""
    for _ in range(world.chance.choice((1, 2, 3))):
        before = [each["id"] for each in world.courier[-2:]] if world.chance.random() < 0.6 else []
        world.courier.append(courier_change(world, after=before[: world.chance.choice((1, 2))]))
    if world.chance.random() < 0.15:
        world.courier.append(_under_the_same_id(world, world.chance.choice(world.courier)))
    some = world.chance.sample(world.courier, min(len(world.courier), world.chance.choice((1, 2, 3))))
    if world.chance.random() < 0.3:
        some = some + some[:1]
    world.say(f"the courier sends {[each['n'] for each in some]}")
    world.call_by_hand(some)


def courier_change(world: World, *, after: list[str]) -> dict[str, Any]:
    """The courier's next change: a count at one outlet, by his own visit."""
    n = 1 + max((each["n"] for each in world.courier), default=0)
    month = "2026-11"
    record = f"{visit_id(world.seed % 1000)}/stock_count/{world.chance.choice(PRODUCTS)}"
    op = _a_set(record, "stock_count", f"visits:n2:{month}", outlet="outlet/p", sku=record.split("/", 2)[2])
    op["fields"]["on_shelf"] = world.chance.randrange(40)
    return {"id": change_id(COURIER[1], n), "n": n, "at": world.now, "off": 0, "ops": [op], "after": after}


def _under_the_same_id(world: World, change: dict[str, Any]) -> dict[str, Any]:
    (op,) = change["ops"]
    return change | {"ops": [op | {"fields": op["fields"] | {"on_shelf": world.chance.randrange(40, 80)}}]}


def _a_set(record: str, kind: str, scope: str, **fields: Any) -> dict[str, Any]:
    return {"op": "set", "record": record, "kind": kind, "scope": scope, "fields": fields}


def meddle(world: World) -> None:
    """One thing that the office does."""
    world.chance.choices(*zip(*MEDDLING, strict=True))[0](world)


MEDDLING = (
    (edit, 30),
    (move, 20),
    (add, 8),
    (regrant, 18),
    (collect, 8),
    (project, 6),
    (look_for_overdue, 3),
    (call_the_courier, 12),
)
