"""How far a device has read a scope, and from where it must go on."""

import re
from dataclasses import dataclass

_CURSOR = re.compile(r"(e\d{1,9})\.(\d{1,15})\.(\d{0,15})")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Read up to `seq` in an epoch; `started` is the head at which a first load under way began."""

    epoch: str
    seq: int
    started: int | None = None

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}.{'' if self.started is None else self.started}"


def at_head(epoch: str, head: int) -> str:
    """The cursor, as it is sent, of who has read a scope to its head."""
    return f"{epoch}.{head}."


def read_cursor(text: object) -> Cursor | None:
    """The cursor a device sent, or None when it is none of ours."""
    match = _CURSOR.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    epoch, seq, started = match.groups()
    return Cursor(epoch, int(seq), int(started) if started else None)


@dataclass(frozen=True, slots=True)
class Start:
    """Where the next page of a scope begins. With `reset` the device forgets what it held of the scope."""

    seq: int
    started: int | None
    reset: bool


def start_from(cursor: Cursor | None, *, epoch: str, head: int, floor: int) -> Start:
    """Where to go on: at the cursor, or from the beginning when the cursor cannot be trusted.

    A cursor is refused when it is of another epoch, ahead of the head, or below the floor, under which the
    rows that tell of departures were collected. A first load under way is judged by the head it started at:
    departures after that are still to be told.
    """
    if cursor is None or cursor.epoch != epoch or cursor.seq > head:
        return Start(0, head, True)
    known_since = cursor.seq if cursor.started is None else cursor.started
    if known_since < floor or known_since > head:
        return Start(0, head, True)
    return Start(cursor.seq, cursor.started, False)


def next_cursor(start: Start, *, epoch: str, last: int, head: int, done: bool) -> Cursor:
    """The cursor after a page whose last row was `last`; a finished first load is a cursor like any other."""
    return Cursor(epoch, head) if done else Cursor(epoch, last, start.started)
