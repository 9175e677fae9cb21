"""The unit of replication, of order and of permission; and a person's grants over it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_PART = r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}"
_FORMS = {
    "company": re.compile("company"),
    "territory": re.compile(f"territory:{_PART}"),
    "route": re.compile(f"route:{_PART}"),
    "visits": re.compile(rf"visits:{_PART}:\d{{4}}-(0[1-9]|1[0-2])"),
    "person": re.compile(f"person:{_PART}"),
    "office": re.compile(f"office:{_PART}"),
}


@lru_cache(maxsize=8_192)
def sort_of(scope: str) -> str | None:
    """Which sort of scope a name is (`route`, `visits`, …), or None when it is none."""
    sort = scope.partition(":")[0]
    form = _FORMS.get(sort)
    return sort if form is not None and form.fullmatch(scope) else None


def person_scope(person: str) -> str:
    """The scope that only one person reads."""
    return f"person:{person}"


@dataclass(frozen=True, slots=True)
class Grant:
    """A person's right to scopes: an exact name, or a pattern that ends in `*`."""

    pattern: str
    verbs: frozenset[str]
    from_at: int = 0
    until_at: int | None = None

    def names(self, scope: str) -> bool:
        """Whether the pattern covers a scope."""
        if self.pattern.endswith("*"):
            return scope.startswith(self.pattern[:-1])
        return scope == self.pattern

    def is_open(self, now: int) -> bool:
        """Whether it holds at this moment."""
        return self.from_at <= now and (self.until_at is None or now < self.until_at)

    def held(self, made: int) -> bool:
        """Whether it held when something was made."""
        return self.from_at <= made and (self.until_at is None or made < self.until_at)


class Grants:
    """All grants of one person, past ones too, since work made under them is still accepted."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        self._grants = tuple(grants)
        self._open: dict[tuple[str, str, int], bool] = {}

    def may(self, verb: str, scope: str, *, made: int, now: int) -> bool:
        """Whether what was made then may be done to a scope: granted now, or granted when it was made."""
        return self.may_now(verb, scope, now) or any(
            verb in each.verbs and each.names(scope) and each.held(made) for each in self._grants
        )

    def may_now(self, verb: str, scope: str, now: int) -> bool:
        """Whether something may be done to a scope at this moment."""
        known = self._open.get((verb, scope, now))
        if known is None:
            known = any(verb in each.verbs and each.names(scope) and each.is_open(now) for each in self._grants)
            self._open[verb, scope, now] = known
        return known

    def with_these(self, more: Iterable[Grant]) -> "Grants":
        """These grants and more."""
        return Grants((*self._grants, *more))

    def readable(self, now: int) -> list[str]:
        """The names and patterns that may be read now."""
        return sorted({each.pattern for each in self._grants if "read" in each.verbs and each.is_open(now)})


EVERYTHING = Grants([Grant("*", frozenset({"read", "write"}))])
