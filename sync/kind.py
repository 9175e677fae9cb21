"""What a kind declares: everything that a form, a schema, a flat table and an export are made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from sync.fields import Field, Words

Role = Literal["tallyman", "representative", "marketing", "sales", "manager", "admin", "system"]
ROLES: tuple[Role, ...] = ("tallyman", "representative", "marketing", "sales", "manager", "admin", "system")
FIELD_FORCE: tuple[Role, ...] = ("tallyman", "representative")
OFFICE: tuple[Role, ...] = ("marketing", "sales", "manager", "admin", "system")
EVERYONE: tuple[Role, ...] = ("tallyman", "representative", "marketing", "sales", "manager", "admin")

Group = Literal["reference", "plans", "observations", "office"]
ScopeRule = Literal["company", "territory", "route", "visits", "person", "office", "any"]
Card = Literal["displays", "tally", "pop", "promotion", "market", "retailer", "spend", "more"]
Merge = Literal["fields", "fact", "entry"]


@dataclass(frozen=True, slots=True)
class Identity:
    """How a record of a kind gets its id.

    `uuid7`: made by the author's device. `per_visit`: `<visit>/<kind>` or, with `of`, `<visit>/<kind>/<value>`
    where value is one of the fields named in `of` (the first that is set). `named`: `<kind>/<name>`.
    `hash`: the SHA-256 of the content it stands for.
    """

    form: Literal["uuid7", "per_visit", "named", "hash"]
    of: tuple[str, ...] = ()


UUID7 = Identity("uuid7")
NAMED = Identity("named")
HASH = Identity("hash")


def per_visit(*of: str) -> Identity:
    """One record a visit, or one for each value of the field `of`."""
    return Identity("per_visit", of)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sense check that marks a record and never refuses it."""

    code: str
    title: Words
    holds: Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One thing that can be recorded."""

    name: str
    group: Group
    title: Words
    purpose: Words
    fields: tuple[Field, ...]
    identity: Identity
    scope: ScopeRule
    merge: Merge
    authors: tuple[Role, ...]
    readers: tuple[Role, ...] = EVERYONE
    card: Card | None = None
    photos: tuple[str, ...] = ()
    days_on_device: int | None = None
    since: int = 1
    doubts: tuple[Doubt, ...] = field(default=())

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields by name."""
        return {each.name: each for each in self.fields}

    def doubts_about(self, fields: Mapping[str, Any]) -> list[str]:
        """The codes of the doubts that hold for a record's fields."""
        return [each.code for each in self.doubts if each.holds(fields)]


class Catalogue:
    """The kinds a server knows, by name, with the version a device may be behind."""

    def __init__(self, version: int, kinds: tuple[Kind, ...]) -> None:
        self.version = version
        self.kinds = kinds
        self._by_name = {kind.name: kind for kind in kinds}
        if len(self._by_name) != len(kinds):
            raise ValueError("two kinds bear one name")

    def get(self, name: object) -> Kind | None:
        """The kind of that name, or None."""
        return self._by_name.get(name) if isinstance(name, str) else None

    def __getitem__(self, name: str) -> Kind:
        return self._by_name[name]

    def __iter__(self):
        return iter(self.kinds)

    def __len__(self) -> int:
        return len(self.kinds)


def message_key(kind: Kind, *place: str) -> str:
    """The key of a label: `kind.stock_count`, `kind.stock_count.field.cause`, `….option.back_room`."""
    return ".".join(("kind", kind.name, *place))
