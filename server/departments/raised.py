"""One integrity signal as it was raised: what, about whom, and the records to look at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from server.departments.metrics.integrity import Signal

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Raised:
    """One signal: about whom and where, and the records behind it, the one it is of first."""

    signal: Signal
    person: str
    outlet: str | None
    at: int
    kind: str
    records: tuple[str, ...]

    @property
    def id(self) -> str:
        """The same signal about the same records has the same id, whenever it is worked out."""
        told = "\n".join((self.signal.name, *self.records))
        return f"signal/{self.signal.name}-{sha256(told.encode()).hexdigest()[:24]}"


def raised(signal: Signal | None, kind: str, *rows: Row) -> Iterator[Raised]:
    """The signal, if it holds, with the records behind it."""
    if signal is not None:
        first = rows[0]
        yield Raised(
            signal, first["author"], first["outlet"], first["first_at"], kind, tuple(row["id"] for row in rows)
        )
