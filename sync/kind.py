"""What a kind declares: everything that a form, a schema, a flat table and an export are made from."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal

from sync.fields import Field, Words
from sync.scope import sort_of

Role = Literal["tallyman", "representative", "marketing", "sales", "manager", "admin", "system"]
ROLES: tuple[Role, ...] = ("tallyman", "representative", "marketing", "sales", "manager", "admin", "system")
FIELD_FORCE: tuple[Role, ...] = ("tallyman", "representative")
OFFICE: tuple[Role, ...] = ("marketing", "sales", "manager", "admin", "system")
EVERYONE: tuple[Role, ...] = ("tallyman", "representative", "marketing", "sales", "manager", "admin")

Group = Literal["reference", "plans", "observations", "office"]
ScopeRule = Literal["company", "territory", "route", "visits", "person", "office", "any"]
Card = Literal["displays", "tally", "pop", "promotion", "market", "retailer", "spend", "more"]
Merge = Literal["fields", "fact", "entry"]


_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@lru_cache(maxsize=4_096)
def _is_uuid7(name: str) -> bool:
    """Kept, since the records of a visit all begin with its id."""
    return _UUID7.fullmatch(name) is not None


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

    @cached_property
    def is_named_right(self) -> Callable[[str, Mapping[str, Any]], bool]:
        """The question whether a new record of this kind with such fields may bear a name."""
        match self.identity.form:
            case "uuid7":
                return lambda record, _: _is_uuid7(record)
            case "hash":
                return lambda record, _: _SHA256.fullmatch(record) is not None
            case "named":
                start = f"{self.name}/"
                return lambda record, _: record.startswith(start) and record != start
        return self._is_named_by_visit

    def _is_named_by_visit(self, record: str, fields: Mapping[str, Any]) -> bool:
        visit, _, rest = record.partition("/")
        if not _is_uuid7(visit):
            return False
        if not self.identity.of:
            return rest == self.name
        for name in self.identity.of:
            value = fields.get(name)
            if value:
                return rest == f"{self.name}/{value}"
        return False

    def belongs(self, scope: str) -> bool:
        """Whether its records may be in a scope."""
        sort = sort_of(scope)
        return sort is not None and self.scope in (sort, "any")

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
