"""The trade as targets are shared out in it: company, regions, territories, routes, and products on a route. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from re import fullmatch

from server.plans.sharing import shared

LEVELS = ("company", "region", "territory", "route", "product")
MONTHS_OF = {"year": 12, "quarter": 3, "month": 1}
_PLAIN = r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,60}"


@dataclass(frozen=True)
class Part:
    """One part of the trade: which level, what it names there, and for a product the route it is sold on."""

    level: str
    part: str = ""
    route: str = ""

    @property
    def key(self) -> str:
        """A short name that tells it apart, fit for an address."""
        names = (self.level, self.route.partition("/")[2], self.part.partition("/")[2] or self.part)
        return "/".join(
            name if fullmatch(_PLAIN, name) else sha256(name.encode()).hexdigest()[:16] for name in names if name
        )


COMPANY = Part("company")


@dataclass(frozen=True)
class Span:
    """A year, a quarter or a month, by its first day."""

    period: str
    from_on: str

    @property
    def until_on(self) -> str:
        """Its last day."""
        return (_later(date.fromisoformat(self.from_on), MONTHS_OF[self.period]) - timedelta(days=1)).isoformat()

    @property
    def year_before(self) -> "Span":
        """The same a year before."""
        return Span(self.period, _later(date.fromisoformat(self.from_on), -12).isoformat())

    def moved(self, by: int) -> "Span":
        """The span so many of its kind later."""
        months = by * MONTHS_OF[self.period]
        return Span(self.period, _later(date.fromisoformat(self.from_on), months).isoformat())

    @property
    def smaller(self) -> list["Span"]:
        """The spans of the next smaller kind that make it up."""
        kind = {"year": "quarter", "quarter": "month"}.get(self.period)
        if kind is None:
            return []
        count = MONTHS_OF[self.period] // MONTHS_OF[kind]
        first = Span(kind, self.from_on)
        return [first.moved(by) for by in range(count)]


def record_of(span: Span, part: Part) -> str:
    """The name of a part's target for a span."""
    return f"target/{span.period}/{span.from_on}/{part.key}"


def span_with(period: str, day: str) -> Span:
    """The year, quarter or month that a day lies in."""
    of = date.fromisoformat(day)
    month = of.month - (of.month - 1) % MONTHS_OF[period]
    return Span(period, of.replace(month=month, day=1).isoformat())


def _later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


@dataclass
class Tree:
    """Which part lies below which."""

    below: dict[Part, list[Part]] = field(default_factory=dict)

    def of(self, part: Part) -> list[Part]:
        """The parts directly below one."""
        return self.below.get(part, [])

    def above(self, part: Part) -> Part | None:
        """The part directly above one."""
        return next((each for each, some in self.below.items() if part in some), None)

    def all(self, part: Part = COMPANY) -> list[Part]:
        """A part and everything below it, from the top down."""
        return [part, *(found for each in self.of(part) for found in self.all(each))]


def tree_of(routes: Iterable[tuple[str, str, str]], products: Mapping[str, Sequence[str]] | None = None) -> Tree:
    """The tree of routes, each with its territory and region; `products` of each route below it, where wanted."""
    below: dict[Part, list[Part]] = {COMPANY: []}
    for route, territory, region in sorted(routes, key=lambda each: (each[2], each[1], each[0])):
        parts = [COMPANY, Part("region", region), Part("territory", territory), Part("route", route)]
        for upper, lower in pairwise(parts):
            some = below.setdefault(upper, [])
            if lower not in some:
                some.append(lower)
        for sku in (products or {}).get(route, ()):
            below.setdefault(parts[-1], []).append(Part("product", sku, route))
    return Tree(below)


def cascaded(tree: Tree, top: Part, total: int, sold: Mapping[Part, int]) -> dict[Part, int]:
    """A total shared out below a part, level by level, in proportion to what was sold; every level adds up to it."""
    found = {top: total}
    some = {each.key: each for each in tree.of(top)}
    for key, units in shared(total, {key: sold.get(each, 0) for key, each in some.items()}).items():
        found |= cascaded(tree, some[key], units, sold)
    return found


@dataclass(frozen=True)
class Difference:
    """A part whose parts do not add up to it: what was set for it, and what they come to."""

    part: Part
    whole: int
    parts: int


def differences(tree: Tree, units: Mapping[Part, int]) -> dict[Part, Difference]:
    """Every part whose parts have targets that come to something else."""
    found = {}
    for part in tree.below:
        below = [units[each] for each in tree.of(part) if each in units]
        if part in units and below and sum(below) != units[part]:
            found[part] = Difference(part, units[part], sum(below))
    return found
