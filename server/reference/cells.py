"""One line seen through the columns that were found: each cell by field, and each fault with where it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from server.reference.columns import Columns
from server.reference.sheet import Line
from server.reference.values import Unfit, has_hidden, text


@dataclass(frozen=True, slots=True)
class Remark:
    """What the report says about a line: a bad one was left out, a doubtful one was taken."""

    line: int
    what: Literal["bad", "doubt"]
    column: str
    value: str
    reason: str


class BadLine(Exception):
    """A line that is left out; the remark says why."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.reason)
        self.remark = remark


class Cells:
    """A line's cells by the names of the fields."""

    def __init__(self, columns: Columns, line: Line) -> None:
        self._columns = columns
        self._line = line
        self.number = line.number
        self.doubts: list[Remark] = []

    def __getitem__(self, field: str) -> str:
        place = self._columns.places.get(field)
        return "" if place is None else self._line.cells[place]

    def __contains__(self, field: str) -> bool:
        return field in self._columns.places

    def has(self, field: str) -> bool:
        """Whether the cell is there and filled."""
        return self[field] != ""

    def read(self, field: str, reader: Callable[..., Any], *more: Any) -> Any:
        """The value of a cell, None when it is blank. Raises BadLine when it is unfit."""
        if not self.has(field):
            return None
        try:
            return reader(self[field], *more)
        except Unfit as unfit:
            raise self.bad(field, str(unfit)) from None

    def text(self, field: str, max_length: int) -> str | None:
        """The words in a cell, None when there are none; a doubt when some letters had to be left out."""
        words = self.read(field, text, max_length)
        if words is not None and has_hidden(self[field]):
            self.doubt(field, "held control characters, which were left out")
        return words or None

    def bad(self, field: str, reason: str) -> BadLine:
        """The line refused because of one cell."""
        return BadLine(self._remark("bad", field, reason))

    def doubt(self, field: str, reason: str) -> None:
        """Note that a cell is possible but odd."""
        self.doubts.append(self._remark("doubt", field, reason))

    def _remark(self, what: Literal["bad", "doubt"], field: str, reason: str) -> Remark:
        return Remark(self.number, what, self._columns.headers.get(field, field), self[field], reason)
