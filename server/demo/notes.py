"""What a visit is made of: the call, and the pad on which its records get their names."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from server.demo.ops import Op
from server.demo.phone import Phone, uuid7
from server.demo.pictures import Picture
from server.demo.plans import Calendar
from server.demo.world import State

Keep = Callable[[str, Picture], str]
"""Stores a person's photo and gives its SHA-256."""


@dataclass(frozen=True, slots=True)
class Call:
    """A stop as it is about to be made."""

    state: State
    day: str
    started_at: int
    planned: bool
    phone: Phone
    calendar: Calendar
    keep: Keep
    random: Random
    promoters: dict[str, str]
    language: str
    rumours: list[str]
    """Sightings of the rival's campaign so far: the next one is seen to be the same."""

    @property
    def scope(self) -> str:
        """Where the records of the visit go."""
        return f"visits:{self.state.shop.route}:{self.day[:7]}"


class Notes:
    """What is written down on one visit, under its own names."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.visit = uuid7(call.started_at, call.random)
        self.photos: list[tuple[str, str, Picture]] = []

    def put(self, kind: str, record: str, /, **fields: Any) -> Op:
        """The op of a record of this visit at this outlet."""
        fields = {"outlet": self.call.state.shop.id} | {name: each for name, each in fields.items() if each is not None}
        return {"op": "set", "record": record, "kind": kind, "scope": self.call.scope, "fields": fields}

    def line(self, kind: str, value: str | None = None, /, **fields: Any) -> Op:
        """The op of a record that a visit has once, or once for a value."""
        return self.put(kind, "/".join(filter(None, (self.visit, kind, value))), **fields)

    def loose(self, kind: str, at: int, /, **fields: Any) -> Op:
        """The op of a record that is about no outlet."""
        op = self.put(kind, uuid7(at, self.call.random), **fields)
        del op["fields"]["outlet"]
        return op

    def event(self, kind: str, at: int, /, **fields: Any) -> Op:
        """The op of a record with a name of its own."""
        return self.put(kind, uuid7(at, self.call.random), visit=self.visit, **fields)
