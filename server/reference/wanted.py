"""What the lines of a file say should be in the ledger, before anybody looks at what is there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from server.reference.cells import BadLine, Cells, Remark
from server.reference.columns import Column, Columns
from server.reference.sheet import Sheet
from server.reference.values import DayOrder

Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One record as a line wants it; `line` is 0 for a record that several lines brought along."""

    line: int
    record: str
    kind: str
    scope: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a file is to be read, beyond what it says itself."""

    source: str
    currency: str
    """Of amounts beside which no currency stands."""
    is_currency_told: bool = False
    """Whether a person said so, or it is only what the company uses."""
    dates: DayOrder | None = None
    class_by: str | None = None
    classes: tuple[tuple[str, str], ...] = ()


class Importer(Protocol):
    """What each kind of import knows: its columns, one line, and what only all lines together show."""

    columns: tuple[Column, ...]

    def read(self, cells: Cells) -> Wanted:
        """The record of one line. Raises BadLine."""

    def afterwards(self, wanted: list[Wanted]) -> tuple[list[Wanted], list[Remark]]:
        """Records that the lines bring along, and doubts that show only when they lie side by side."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a file asks for, and everything there is to say about it."""

    wanted: list[Wanted]
    remarks: list[Remark]


def read_lines(sheet: Sheet, columns: Columns, importer: Importer, tick: Tick = lambda: None) -> Reading:
    """Each good line as a record, each bad one as a remark; one line never holds up another."""
    wanted: dict[str, Wanted] = {}
    remarks: list[Remark] = []
    for line in sheet.lines:
        tick()
        if line.fault:
            remarks.append(Remark(line.number, "bad", "", " | ".join(line.cells)[:80], line.fault))
            continue
        cells = Cells(columns, line)
        try:
            record = importer.read(cells)
            _refuse_twice(record, wanted, cells)
        except BadLine as bad:
            remarks.append(bad.remark)
            continue
        wanted[record.record] = record
        remarks.extend(cells.doubts)
    brought, doubts = importer.afterwards(list(wanted.values()))
    return Reading([*brought, *wanted.values()], sorted([*remarks, *doubts], key=lambda each: each.line))


def _refuse_twice(record: Wanted, wanted: dict[str, Wanted], cells: Cells) -> None:
    if first := wanted.get(record.record):
        raise cells.bad("id", f"is on line {first.line} already")


def filled(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The fields that a line gives; a blank cell says nothing about a field."""
    return {name: value for name, value in pairs if value is not None}
