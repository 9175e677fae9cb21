"""A file of the office as headers and numbered lines of text, whether CSV or XLSX; nothing here knows a kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from server.reference.csv_file import read_csv
from server.reference.unreadable import Unreadable
from server.reference.xlsx_file import read_xlsx

XLSX_MAGIC = b"PK\x03\x04"
XLS_MAGIC = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Line:
    """One line under the headers; `number` counts from 1 as an editor or a spreadsheet shows it.

    `fault` says why its cells do not fit under the headers; they are then not to be read.
    """

    number: int
    cells: tuple[str, ...]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file, read before anything is decided about it."""

    headers: tuple[str, ...]
    lines: tuple[Line, ...]


def read_sheet(path: Path, encoding: str | None = None) -> Sheet:
    """The file's headers and lines. Raises Unreadable, which names the line, when any of it cannot be read."""
    data = path.read_bytes()
    if data.startswith(XLS_MAGIC):
        raise Unreadable("This is an old .xls workbook. Save it as .xlsx or as CSV.")
    if data.startswith(XLSX_MAGIC):
        return _under_headers(read_xlsx(path), pads=True)
    return _under_headers(read_csv(data, encoding), pads=False)


def _under_headers(rows: Iterator[tuple[int, list[str]]], *, pads: bool) -> Sheet:
    filled = ((number, cells) for number, cells in rows if any(map(str.strip, cells)))
    first = next(filled, None)
    if first is None:
        raise Unreadable("The file is empty.", 1)
    headers = tuple(_without_trailing_blanks([each.strip() for each in first[1]]))
    lines = tuple(_line(number, cells, len(headers), pads) for number, cells in filled)
    if not lines:
        raise Unreadable("There is no line below the headers.", first[0])
    return Sheet(headers, lines)


def _line(number: int, cells: list[str], width: int, pads: bool) -> Line:
    cells = [each.strip() for each in cells]
    if len(cells) > width:
        cells = cells[:width] + _without_trailing_blanks(cells[width:])
    if pads:
        cells += [""] * (width - len(cells))
    if len(cells) == width:
        return Line(number, tuple(cells))
    return Line(number, tuple(cells), f"{len(cells)} cells where the headers have {width}")


def _without_trailing_blanks(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells
