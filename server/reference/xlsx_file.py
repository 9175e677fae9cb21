"""The first sheet of an XLSX workbook, cell by cell as text."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import error as ZlibError

from openpyxl import load_workbook

from server.reference.unreadable import Unreadable

EXCEL_DIGITS = ".15g"  # a spreadsheet shows and means fifteen digits; the sixteenth is the machine's
BROKEN = (BadZipFile, ZlibError, KeyError, ValueError, IndexError, OSError, EOFError, SyntaxError)


def read_xlsx(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers. Raises Unreadable."""
    number = 0
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
        worksheet = workbook.worksheets[0]
        worksheet.reset_dimensions()
        for number, row in enumerate(worksheet.iter_rows(values_only=True), start=1):
            yield number, [_as_text(cell) for cell in row]
        workbook.close()
    except BROKEN as broken:
        raise Unreadable(f"The workbook is broken ({broken}).", number + 1) from None


def _as_text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float():
            return f"{cell:{EXCEL_DIGITS}}" if abs(cell) < 1e15 else str(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
    return str(cell)
