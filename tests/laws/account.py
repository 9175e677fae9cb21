"""What a history keeps of what was said and done, for the laws to look at."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tap:
    """A change that a phone told its owner was saved."""

    phone: str
    id: str
    drafts: tuple[dict[str, Any], ...]


@dataclass
class Heard:
    """One exchange as the network saw it."""

    device: str
    request: dict[str, Any]
    answer: dict[str, Any]
    now: int
    life: int
    allowed: set[str]


@dataclass
class Life:
    """The store between two restores: its epoch, when it began, and up to when it shares the past of the one before."""

    epoch: str
    began: int
    shares: int


@dataclass(frozen=True)
class Turn:
    """At a moment the office gave somebody a route from then on, or took it as of some moment."""

    at: int
    person: str
    route: str
    gives: bool
    until: int = 0


@dataclass
class Saved:
    """What is known of the last backup."""

    at: int
    routes: dict[str, set[str]]
    turns: list[Turn]
