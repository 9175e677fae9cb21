"""Mishaps that must come close together to do harm, which chance alone would bring together once in a thousand histories."""

from tests.cast import DAY, change_id
from tests.laws.cast import COURIER, OUTLETS, ROUTES_OF
from tests.laws.mishaps import MISHAPS, back_up, carry_something, pick, restore
from tests.laws.office import courier_change, forget_departures, move_to, take_away
from tests.laws.people import name_a_shop
from tests.laws.world import Phone, World

ENOUGH = 40


def an_absent_phone(world: World) -> None:
    """An outlet leaves a route, and all word of it is forgotten before some phone asks again."""
    outlet = world.chance.choice(OUTLETS["n1"][1:3])
    for route in world.chance.sample(("n1", "n2"), 2):
        move_to(world, outlet, route)
        forget_departures(world, "n2" if route == "n1" else "n1", but=0)


def two_restores(world: World) -> None:
    """One backup is put back, and soon put back again."""
    if world.saved is None:
        back_up(world)
    for _ in range(2):
        restore(world)
        for _ in range(world.chance.randrange(2, 10)):
            carry_something(world)


def a_tap_before_the_drop(world: World) -> None:
    """Somebody writes on a route after the request went out whose answer takes the route away."""
    phone = world.chance.choice(world.cast)
    routes = sorted(world.routes[phone.held.person])
    if not phone.alive or phone.pending is None or not routes:
        return
    route = world.chance.choice(routes)
    take_away(world, phone.held.person, route)
    name_a_shop(world, phone, route)
    if phone.pending is not None:
        world.carry(phone)


def a_clock_put_back(world: World) -> None:
    """Somebody names a shop while her clock is days ahead, puts it right, and names the shop again."""
    phone = world.chance.choice(world.cast)
    route = world.chance.choice(ROUTES_OF[phone.held.person])
    for skew in (3 * DAY, 0):
        world.do(phone, "skew", skew)
        if phone.alive:
            name_a_shop(world, phone, route)
    phone.skew = 0


def a_rotten_scope_is_lost(world: World) -> None:
    """A disk that lost a row is found out, and the route taken away before the phone reads it anew."""
    phone = pick(world, alive=True)
    row = phone and world.do(phone, "rot", world.chance.randrange(1_000), "lost")
    if phone is None or not row:
        return
    world.say(f"{phone.name}'s row rots: {row}")
    world.rotten.add((phone.name, row))
    world.boot(phone)
    for _ in range(ENOUGH):
        lost = _begins_anew(world, phone) & world.routes[phone.held.person]
        for route in sorted(lost):
            take_away(world, phone.held.person, route)
        if lost or phone.pending is None:
            return
        world.carry(phone)


def a_start_without_room(world: World) -> None:
    """After a month away a phone is opened whose disk is full."""
    phone = world.chance.choice(world.cast)
    world.server.clock.now += 31 * DAY
    world.say(f"{phone.name} is opened after a month, its disk full")
    world.do(phone, "full", 2)
    world.boot(phone)


def a_wait_for_ever(world: World) -> None:
    """The courier sends what builds on a change that never comes, perhaps in two editions, and is silent for a week."""
    change = courier_change(world, after=[change_id(COURIER[1], 10_000)])
    (op,) = change["ops"]
    other = change | {"ops": [op | {"fields": op["fields"] | {"on_shelf": 99}}]}
    for each in (change, other)[: 1 + world.seed % 2]:
        world.courier.append(each)
        world.call_by_hand([each])
    world.server.clock.now += 8 * DAY


def _begins_anew(world: World, phone: Phone) -> set[str]:
    """The routes whose scopes a phone has found rotten and will ask for anew."""
    scopes = world.do(phone, "look")["scopes"]
    return {each["scope"].split(":")[1] for each in scopes if each["cursor"] is None and ":n" in each["scope"]}


STORIES = (
    (an_absent_phone, 2),
    (two_restores, 1),
    (a_tap_before_the_drop, 3),
    (a_rotten_scope_is_lost, 2),
    (a_clock_put_back, 1),
    (a_start_without_room, 0.5),
    (a_wait_for_ever, 1),
)
ALL_MISHAPS = (*MISHAPS, *STORIES)
