"""What goes wrong with phones, network and server."""

from tests.cast import DAY, MINUTE
from tests.laws.account import Saved
from tests.laws.office import meddle
from tests.laws.world import Phone, World

WAYS = (
    ("there and back", 60),
    ("unheard", 8),
    ("lost", 6),
    ("late", 6),
    ("twice", 6),
    ("stale", 4),
    ("refused", 2),
    ("captive", 2),
    ("dies", 8),
    ("overtaken", 8),
)
"""How a request fares: the reply is lost, the request is; it arrives much later, or twice; the reply is an older one, a
proxy's refusal, or a hotel's sign-in page; the server dies over it; somebody else gets in between verdict and pages."""


def pick(world: World, *, alive: bool) -> Phone | None:
    """One of the phones that are on, or off."""
    phones = [each for each in world.cast if each.alive is alive]
    return world.chance.choice(phones) if phones else None


def carry_something(world: World) -> None:
    """The network takes a request along, more or less well."""
    waiting = [each for each in world.cast if each.pending is not None]
    if not waiting:
        return wake_somebody(world)
    how = world.chance.choices(*zip(*WAYS, strict=True))[0]
    if how == "dies":
        world.server.death = (world.chance.choice((0, 0, 1)), world.chance.choice(("before", "after")))
    if how == "overtaken":
        other = world.chance.choice((meddle, meddle, deliver_a_ghost))
        world.server.between = lambda: other(world)
    world.carry(world.chance.choice(waiting), how=how)
    world.server.between = None
    return None


def wake_somebody(world: World) -> None:
    """A phone comes into the light, or a timer of it rings."""
    phone = pick(world, alive=True)
    if phone is None:
        return
    if phone.next is not None and world.chance.random() < 0.5:
        world.server.clock.now = max(world.now, min(phone.next, world.now + 10 * MINUTE))
        world.do(phone, "ring")
    else:
        world.do(phone, "wake")


def deliver_a_ghost(world: World) -> None:
    """A request that everybody had given up arrives after all."""
    if world.ghosts:
        world.say("a ghost arrives")
        world.reach(world.ghosts.pop(world.chance.randrange(len(world.ghosts))))


def crash(world: World) -> None:
    """An app dies, at once or between two steps of what it does next."""
    phone = pick(world, alive=True)
    if phone is None:
        return
    if world.chance.random() < 0.3:
        world.say(f"{phone.name} dies")
        world.do(phone, "die")
    else:
        tasks = world.chance.choice((world.chance.randrange(1, 12), world.chance.randrange(1, 80)))
        world.say(f"{phone.name} dies in {tasks} tasks")
        world.do(phone, "fuse", tasks)


def start_again(world: World) -> None:
    """An app that died is opened; or one is opened anew."""
    phone = pick(world, alive=False) or (pick(world, alive=True) if world.chance.random() < 0.2 else None)
    if phone is not None:
        world.boot(phone)


def fill_the_disk(world: World) -> None:
    """The next things that a phone wants to keep find no room."""
    phone = pick(world, alive=True)
    if phone is not None:
        world.say(f"{phone.name}'s disk is full")
        world.do(phone, "full", world.chance.choice((1, 1, 2, 4)))


def skew_a_clock(world: World) -> None:
    """A phone's clock goes wrong, by minutes or by days."""
    phone = world.chance.choice(world.cast)
    phone.skew = world.chance.choice((0, 1, -1, 20, -20)) * world.chance.choice((MINUTE, DAY)) + world.chance.randrange(
        999
    )
    world.say(f"{phone.name}'s clock is wrong by {phone.skew} ms")
    world.do(phone, "skew", phone.skew)


def rot_a_row(world: World) -> None:
    """A phone's disk forgets or alters a row."""
    phone = world.chance.choice(world.cast)
    row = world.do(phone, "rot", world.chance.randrange(1_000), world.chance.choice(("altered", "lost")))
    if row:
        world.say(f"{phone.name}'s row rots: {row}")
        world.rotten.add((phone.name, row))


def garble_the_outbox(world: World) -> None:
    """A change that waits is not what it was."""
    phone = world.chance.choice(world.cast)
    garbled = world.do(phone, "garble", world.chance.randrange(1_000))
    if garbled:
        world.say(f"{phone.name}'s change {garbled} is garbled")
        world.garbled.add(garbled)


def back_up(world: World) -> None:
    """A backup is made and proved."""
    through = world.server.back_up()
    world.say(f"a backup holds everything up to {through}")
    routes = {person: set(routes) for person, routes in world.routes.items()}
    world.saved = Saved(through, routes, list(world.turns))


def restore(world: World) -> None:
    """The store is lost and the last backup put in its place."""
    if world.saved is None:
        return
    epoch = world.server.restore()
    world.say(f"the store is restored to {world.saved.at}: {epoch}")
    world.begin_life(epoch, world.saved)


MISHAPS = (
    (carry_something, 48),
    (wake_somebody, 14),
    (deliver_a_ghost, 4),
    (crash, 5),
    (start_again, 7),
    (fill_the_disk, 2),
    (skew_a_clock, 7),
    (rot_a_row, 4),
    (garble_the_outbox, 1),
    (back_up, 3),
    (restore, 4),
)
