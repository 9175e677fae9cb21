"""How a history comes to its rest: the faults are over and everybody exchanges until nobody has anything to say."""

from tests.cast import DAY, MINUTE
from tests.laws.office import look_for_overdue
from tests.laws.world import Phone, World

ROUNDS = 8
REQUESTS = 80


def come_to_rest(world: World) -> bool:
    """Whether silence came within the rounds that it may take; a rotten disk has a day to be noticed."""
    world.say("-- rest")
    world.server.death = world.server.between = None
    for phone in world.cast:
        _mend(world, phone)
    is_quiet = _fall_silent(world)
    if world.rotten:
        world.server.clock.now += DAY + MINUTE
        is_quiet = _fall_silent(world)
    return is_quiet


def _fall_silent(world: World) -> bool:
    for _ in range(ROUNDS):
        before = len(world.heard)
        world.server.clock.now += 1_000
        look_for_overdue(world)
        for phone in world.cast:
            _exchange(world, phone)
        _send_the_couriers(world)
        if not any(heard.request["changes"] or heard.answer["scopes"] for heard in world.heard[before:]):
            return True
    return False


def _mend(world: World, phone: Phone) -> None:
    world.do(phone, "full", 0)
    world.do(phone, "fuse", 0)
    if not phone.alive:
        world.boot(phone)


def _exchange(world: World, phone: Phone) -> None:
    """One contact: until the phone rests by itself."""
    for _ in range(REQUESTS):
        if phone.pending is None:
            world.do(phone, "wake")
        if phone.pending is None:
            return
        world.carry(phone)
        if phone.pending is None:
            return
    world.blame("Live", f"{phone.name} never comes to rest")


def _send_the_couriers(world: World) -> None:
    """What the courier made goes out in order, all of it, as long as some is unanswered."""
    if any(each not in world.courier_told for each in world.courier):
        world.call_by_hand(world.courier)
