"""A phone of the demo: it numbers what its owner taps and hands it over when there is signal."""

from random import Random
from typing import Any
from uuid import UUID

from server.demo.ops import Op
from server.ledger import Author


def uuid7(at: int, random: Random) -> str:
    """A UUID of version 7 for a moment, the same for the same chance (RFC 9562)."""
    bits = (at << 80) | (0x7 << 76) | (random.getrandbits(12) << 64) | (0b10 << 62) | random.getrandbits(62)
    return str(UUID(int=bits))


class Phone:
    """Changes in the order of their taps, as the exchange wants them."""

    def __init__(self, person: str, role: str, random: Random) -> None:
        self.author = Author(person, role, str(UUID(int=random.getrandbits(128), version=4)))
        self._random = random
        self._off = random.randint(-3_000, 3_000)
        self._made = 0
        self.outbox: list[dict[str, Any]] = []

    def tap(self, at: int, ops: list[Op]) -> None:
        """Keep one change made at a true moment, under the phone's own clock."""
        if not ops:
            return
        self._made += 1
        name = uuid7(at, self._random)
        self.outbox.append(
            {"id": name, "n": self._made, "at": at - self._off, "off": self._off, "after": [], "ops": ops}
        )

    def hand_over(self) -> list[dict[str, Any]]:
        """Everything that waits; the outbox is empty afterwards."""
        waiting, self.outbox = self.outbox, []
        return waiting
