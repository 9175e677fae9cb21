"""Which column of a file holds which field: declared lists of the header names that offices use."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.reference.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Column:
    """A field that a file may hold, and the headers it is known under, the surest first."""

    field: str
    headers: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """What was found: the place of each field's column, its header, and the headers nobody asked for."""

    places: Mapping[str, int]
    headers: Mapping[str, str]
    left_out: tuple[str, ...]


def find_columns(known: Iterable[Column], headers: tuple[str, ...], told: Mapping[str, str]) -> Columns:
    """The columns of a file. `told` maps fields to headers and outranks the known names. Raises Unreadable."""
    known = tuple(known)
    _refuse_untold_fields(known, told)
    spelled = [_spelling(each) for each in headers]
    places: dict[str, int] = {}
    for column in known:
        place = _told_place(told[column.field], headers) if column.field in told else _place(column, spelled)
        if place is not None:
            places[column.field] = place
        elif column.required:
            raise Unreadable(_missing(column, headers), 1)
    left_out = tuple(each for place, each in enumerate(headers) if each and place not in places.values())
    return Columns(places, {field: headers[place] for field, place in places.items()}, left_out)


def _place(column: Column, spelled: list[str]) -> int | None:
    for header in column.headers:
        if spelled.count(header) > 1:
            raise Unreadable(f"Two columns are headed “{header}”. Choose one with --map {column.field}=HEADER.", 1)
        if header in spelled:
            return spelled.index(header)
    return None


def _told_place(header: str, headers: tuple[str, ...]) -> int:
    for place, each in enumerate(headers):
        if each == header or _spelling(each) == _spelling(header):
            return place
    raise Unreadable(f"No column is headed “{header}”. The headers are: {', '.join(headers)}.", 1)


def _refuse_untold_fields(known: tuple[Column, ...], told: Mapping[str, str]) -> None:
    fields = [column.field for column in known]
    for field in told:
        if field not in fields:
            raise Unreadable(f"“{field}” is none of the fields of this import: {', '.join(fields)}.")


def _missing(column: Column, headers: tuple[str, ...]) -> str:
    return (
        f"No column holds “{column.field}”; it may be headed {', '.join(column.headers)}. "
        f"The headers are: {', '.join(headers)}. Say which with --map {column.field}=HEADER."
    )


def _spelling(header: str) -> str:
    return re.sub(r"[^\w]+", "_", header.strip().casefold()).strip("_")
