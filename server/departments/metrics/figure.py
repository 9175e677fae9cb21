"""A figure and what it stands on; how a metric gets its written definition."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from math import sqrt
from typing import Literal

from sync.fields import Words

Unit = Literal["share", "number", "index", "minutes", "score", "points", "days", "rate"]
SMALL = 30  # below this many observations a share is shown with its interval


@dataclass(frozen=True, slots=True)
class Definition:
    """What a metric means, in words, under the name it bears in code, screen and export."""

    name: str
    title: Words
    formula: Words
    unit: Unit = "share"
    version: int = 1


@dataclass(frozen=True, slots=True)
class Basis:
    """What a figure was counted from."""

    n: int = 0
    outlets: int = 0
    freshness_hours: float | None = None
    from_on: str | None = None
    until_on: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its parts; None is "no data" and never zero."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    definition: Definition | None = None
    basis: Basis = Basis()
    counted: bool = False

    def over(self, basis: Basis) -> "Figure":
        """The same figure, standing on a basis."""
        return replace(self, basis=basis)

    @property
    def name(self) -> str:
        return self.definition.name if self.definition else ""

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson interval of a share of fewer than 30 things counted, else None."""
        if not self.counted or not self.denominator or self.denominator >= SMALL:
            return None
        return wilson_interval(int(self.numerator or 0), int(self.denominator))


def share(numerator: float, denominator: float) -> Figure:
    """Numerator over denominator, or no data; whole parts count things and can bear an interval."""
    counted = isinstance(numerator, int) and isinstance(denominator, int)
    value = numerator / denominator if denominator else None
    return Figure(value, numerator, denominator, counted=counted and 0 <= numerator <= denominator)


def ratio(numerator: float | None, denominator: float | None) -> Figure:
    """Numerator over denominator where neither counts things."""
    value = numerator / denominator if numerator is not None and denominator else None
    return Figure(value, numerator, denominator)


def wilson_interval(hits: int, n: int, z: float = 1.959964) -> tuple[float, float] | None:
    """The Wilson score interval (95 % by default) of `hits` in `n`; None when nothing was observed."""
    if not n:
        return None
    p, spread = hits / n, z * z / n
    centre = (p + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(p * (1 - p) / n + spread / (4 * n))
    return max(0.0, centre - half), min(1.0, centre + half)


DEFINITIONS: dict[str, Definition] = {}


def metric(title: Words, formula: Words, unit: Unit = "share", version: int = 1) -> Callable:
    """Declares a function as a metric: its name is the metric's, its figures carry the definition."""

    def declare(function: Callable) -> Callable:
        definition = Definition(function.__name__, title, formula, unit, version)
        if definition.name in DEFINITIONS:
            raise ValueError(f"two metrics are called {definition.name}")
        DEFINITIONS[definition.name] = definition

        @wraps(function)
        def figure(*args, **kwargs):
            made = function(*args, **kwargs)
            return replace(made, definition=definition) if isinstance(made, Figure) else made

        figure.definition = definition  # type: ignore[attr-defined]
        return figure

    return declare
