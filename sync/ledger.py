"""What the machine asks of whatever keeps the records; SQL answers it in the product."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from sync.decide import Author, Record


class Ledger(Protocol):
    """Everything said so far. One call of `apply` is one transaction, durable when it returns."""

    def apply(self, author: Author, changes: Sequence[Any], *, now: int) -> list[dict[str, Any]]:
        """The verdict on each change, in order; a change seen before gets the verdict it got then."""
        ...

    def get_many(self, ids: Iterable[str]) -> Mapping[str, Record]:
        """The current records of those ids that exist."""
        ...

    def of_kind(self, kind: str, *, scope_prefix: str = "") -> Iterator[Record]:
        """All records of a kind, in order of id."""
        ...
