"""A result as CSV or XLSX: exactly the rows of the view, numbers as numbers, and nothing a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any

import xlsxwriter
from babel.numbers import get_currency_precision

from server.departments.view import Column, Result

BOM = "\ufeff"
STARTERS = frozenset("=+-@\t\r\n\0" + "＝＋－＠")
SKIPPED = " \u3000\u00a0\"'＂＇“”‘’`"
FORMATS = {
    "share": "0.0%",
    "number": "0.0",
    "index": "0.00",
    "minutes": "0.0",
    "integer": "#,##0",
    "money": "#,##0.00",
}
FIRST_DAY = "1900-03-01"  # spreadsheets know no earlier day for sure
DAY_FORMAT = "yyyy-mm-dd"
INSTANT_FORMAT = "yyyy-mm-dd hh:mm"


def safe_text(text: str) -> str:
    """The text, with a leading ' where a spreadsheet could take it for a formula or drop its first character."""
    bare = text.lstrip(SKIPPED)
    starts = (text[:1], bare[:1])
    return f"'{text}" if any(start and start in STARTERS for start in starts) else text


def to_csv(result: Result, *, zone: tzinfo = UTC, bom: bool = False, plain: bool = False) -> Iterator[str]:
    """The lines of the CSV; `plain` keeps column names and option names instead of the reader's words."""
    if bom:
        yield BOM
    header = [column.name if plain else result.title(column.title) for column in result.view.columns]
    yield _line(safe_text(each) for each in header)
    for row in result.answer.rows:
        yield _line(_cell(result, column, row, zone, plain) for column in result.view.columns)


def _line(cells: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(list(cells))
    return out.getvalue()


def _cell(result: Result, column: Column, row: dict[str, Any], zone: tzinfo, plain: bool) -> Any:
    value = row.get(column.name)
    if value is None:
        return ""
    if column.type == "instant":
        return datetime.fromtimestamp(value / 1000, zone).isoformat(timespec="seconds")
    if column.type == "money" and not plain:
        return in_major(value, row.get("currency"))
    if isinstance(value, int | float):
        return value
    return safe_text(str(value) if plain else option_title(result, column, str(value)))


def in_major(minor: int, currency: str | None) -> float:
    """An amount in minor units as its currency is written."""
    return minor / 10 ** get_currency_precision((currency or "XXX")[:3].upper())


def in_minor(amount: Decimal, currency: str | None) -> int:
    """An amount as its currency is written, in minor units; parts smaller than those are rounded."""
    return int((amount * 10 ** get_currency_precision((currency or "XXX")[:3].upper())).to_integral_value())


def option_title(result: Result, column: Column, value: str) -> str:
    """What the reader calls an option; the value itself when it is none."""
    return next((result.title(option.title) for option in column.options if option.name == value), value)


def to_xlsx(result: Result, *, zone: tzinfo = UTC) -> bytes:
    """The workbook: one sheet, typed cells, the header frozen, a filter over it."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, {**options, "remove_timezone": True})
    sheet = book.add_worksheet(result.view.name[:31])
    _write_header(book, sheet, result)
    formats = {name: book.add_format({"num_format": form}) for name, form in FORMATS.items()}
    formats |= {
        "day": book.add_format({"num_format": DAY_FORMAT}),
        "instant": book.add_format({"num_format": INSTANT_FORMAT}),
    }
    for line, row in enumerate(result.answer.rows, start=1):
        for place, column in enumerate(result.view.columns):
            _write(sheet, line, place, _typed(result, column, row, zone), formats.get(column.type))
    book.close()
    return out.getvalue()


def _write_header(book, sheet, result: Result) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    columns = result.view.columns
    for place, column in enumerate(columns):
        sheet.write_string(0, place, safe_text(result.title(column.title)), bold)
        sheet.set_column(place, place, 24 if column.type in ("text", "ref") else 13)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(result.answer.rows)), len(columns) - 1)


def _typed(result: Result, column: Column, row: dict[str, Any], zone: tzinfo) -> Any:
    value = row.get(column.name)
    if value is None:
        return None
    match column.type:
        case "instant":
            return datetime.fromtimestamp(value / 1000, zone).replace(tzinfo=None)
        case "day":
            return date.fromisoformat(value) if value >= FIRST_DAY else safe_text(value)
        case "money":
            return in_major(value, row.get("currency"))
    return value if isinstance(value, int | float) else safe_text(option_title(result, column, str(value)))


def _write(sheet, line: int, place: int, value: Any, form: Any) -> None:
    match value:
        case None:
            sheet.write_blank(line, place, None)
        case str():
            sheet.write_string(line, place, value)
        case datetime() | date():
            sheet.write_datetime(line, place, value, form)
        case _:
            sheet.write_number(line, place, value, form)


def to_plain(result: Result) -> dict[str, Any]:
    """The result as plain JSON: window, figures by name, notes, rows with the columns' names as keys."""
    names = [column.name for column in result.view.columns]
    return {
        "view": result.view.name,
        "department": result.department,
        "title": result.title(result.view.title),
        "question": result.title(result.view.question),
        "definition": result.title(result.view.definition),
        "filters": result.filters.query(),
        "figures": {figure.name: _plain_figure(figure, result) for figure in result.answer.figures},
        "notes": [result.title(note) for note in result.answer.notes],
        "columns": names,
        "rows": [{name: row.get(name) for name in names} for row in result.answer.rows],
    }


def _plain_figure(figure: Any, result: Result) -> dict[str, Any]:
    definition, basis = figure.definition, figure.basis
    return {
        "title": result.title(definition.title),
        "formula": result.title(definition.formula),
        "unit": definition.unit,
        "definition": definition.version,
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "interval": figure.interval,
        "n": basis.n,
        "outlets": basis.outlets,
        "freshness_hours": basis.freshness_hours,
        "window": {"from": basis.from_on, "to": basis.until_on},
    }
