"""One history from its seed to its judgement."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.laws.laws import LAWS
from tests.laws.office import meddle
from tests.laws.own_writes import own_writes
from tests.laws.people import tap_something
from tests.laws.phones import PhoneBug, Phones
from tests.laws.picture import Picture, take_picture
from tests.laws.rest import come_to_rest
from tests.laws.server import Server
from tests.laws.stories import ALL_MISHAPS
from tests.laws.world import World

STEPS = (25, 70)


@dataclass(frozen=True)
class Judgement:
    """Which laws a history broke, each with the first thing that broke it."""

    seed: int
    broken: dict[str, str]


def live_through(phones: Phones, server: Server, seed: int, trace: Callable[[str], None] | None = None) -> Judgement:
    """Step a history by its seed, let it come to rest, and judge it."""
    world = World(phones, server, seed, trace)
    try:
        for _ in range(world.chance.randrange(*STEPS)):
            _step(world)
        if not come_to_rest(world):
            world.blame("Live", "no rest came")
    except PhoneBug:
        raise
    except Exception as error:
        world.blame("Live", f"the history ends in {error!r}")
    judge(world)
    broken: dict[str, str] = {}
    for law, why in world.broken:
        broken.setdefault(law, why)
    return Judgement(seed, broken)


def _step(world: World) -> None:
    world.pass_time()
    dice = world.chance.random()
    if dice < 0.35:
        tap_something(world)
    elif dice < 0.47:
        meddle(world)
    else:
        world.chance.choices(*zip(*ALL_MISHAPS, strict=True))[0](world)
    if world.chance.random() < 0.15:
        look_at_a_screen(world)


def look_at_a_screen(world: World) -> None:
    """Somebody looks at what she has written."""
    phones = [each for each in world.cast if each.alive]
    if phones:
        for why in own_writes(world, world.chance.choice(phones)):
            world.blame("Own writes", why)


def judge(world: World) -> None:
    """Ask every law."""
    for phone in world.cast:
        for why in own_writes(world, phone):
            world.blame("Own writes", why)
    picture = take_picture(world)
    for name, law in LAWS.items():
        why = _first(law, picture)
        if why is not None:
            world.blame(name, why)


def _first(law: Callable[[Picture], Iterator[str]], picture: Picture) -> str | None:
    """The first thing that breaks a law; one that cannot even be asked is broken."""
    try:
        return next(law(picture), None)
    except (KeyError, AssertionError, ValueError, IndexError) as error:
        return f"it cannot be asked: {error!r}"
