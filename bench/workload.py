"""A day's work of twenty thousand records, as changes of phones."""

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

import orjson

from tests.cast import DAY, MONTH, NOW, change_id
from tests.given import a_set

LINES_OF_A_VISIT = 40
PRODUCTS = 120
STREETS = ("harbour", "mill", "station", "church", "market", "bridge", "garden", "north-gate", "quay", "school", "well")
STATES = ("on_shelf", "on_shelf", "on_shelf", "out")
BATCH = 100
ALL_ON_SHELF = 12
"""How many records one tap on *all on shelf* makes."""


def device_of(walker: int) -> str:
    """The phone of one of the people who walk in the benchmark."""
    return f"{walker:04d}dddd-0000-4000-8000-00000000000d"


def scope_of(route: str) -> str:
    """Where the month's visits of a route are."""
    return f"visits:{route}:{MONTH}"


def _named(chance: Random) -> str:
    """A visit's name, as random as a phone makes it."""
    made_at, tail = NOW - chance.randrange(20 * DAY), chance.getrandbits(74)
    digits = f"{made_at:012x}7{tail >> 62:03x}{8 | tail >> 60 & 3:x}{tail & (1 << 60) - 1:015x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def records(count: int, seed: int = 0) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Records of visits, one by one: id, kind, fields; as varied as a street is, the same for the same seed."""
    chance = Random(seed)
    visit = outlet = ""
    lines: list[int] = []
    for number in range(count):
        if number % LINES_OF_A_VISIT == 0:
            visit, outlet = _named(chance), f"outlet/{chance.choice(STREETS)}-{chance.randrange(1, 900)}"
            lines = sorted(chance.sample(range(PRODUCTS), LINES_OF_A_VISIT))
            started = NOW - chance.randrange(20 * DAY)
            yield visit, "visit", {"outlet": outlet, "route": "route/n1", "planned": True, "started_at": started}
            continue
        sku = f"product/{STREETS[lines[number % LINES_OF_A_VISIT] % len(STREETS)]}-{lines[number % LINES_OF_A_VISIT]}"
        fields = {
            "outlet": outlet,
            "sku": sku,
            "state_on_entry": chance.choice(STATES),
            "state_on_exit": "on_shelf",
            "on_shelf": chance.randrange(1, 48),
            "facings": chance.randrange(1, 9),
            "oldest_expiry_on": f"2027-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
        }
        yield f"{visit}/stock_count/{sku}", "stock_count", fields


def changes(count: int, walker: int, route: str, ops_of_one: int = 1) -> Iterator[dict[str, Any]]:
    """The records of one walker as changes of so many ops each."""
    device = device_of(walker)
    ops = (a_set(name, kind, scope_of(route), **fields) for name, kind, fields in records(count, walker))
    n = 0
    while some := list(islice(ops, ops_of_one)):
        n += 1
        yield {"id": change_id(device, n), "n": n, "at": NOW, "off": 0, "after": [], "ops": some}


def bodies(count: int, walker: int, route: str, ops_of_one: int = 1, batch: int = BATCH) -> list[bytes]:
    """Requests of the exchange, each with about `batch` records."""
    made = changes(count, walker, route, ops_of_one)
    found = []
    while some := list(islice(made, max(1, batch // ops_of_one))):
        body = {
            "device": device_of(walker),
            "request": some[-1]["n"],
            "changes": some,
            "have": {},
            "budget": {"rows": 1},
        }
        found.append(orjson.dumps(body))
    return found


def ops_in(body: bytes) -> list[dict[str, Any]]:
    """Every op of a request."""
    return [op for change in orjson.loads(body)["changes"] for op in change["ops"]]
