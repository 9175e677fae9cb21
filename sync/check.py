"""Whether a record's fields are what its kind declares; the quick half of the check that marshmallow explains."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from unicodedata import is_normalized

from sync.canonical import MAX_INTEGER, why_not_plain
from sync.fields import (
    Boolean,
    Choice,
    Choices,
    Day,
    Field,
    Instant,
    Integer,
    Money,
    Numbers,
    Payload,
    Position,
    Ref,
    Text,
)
from sync.kind import Kind
from sync.problems import Problem

Ask = Callable[[Any], str | None]

LATEST_INSTANT = 253_402_300_799_999
MAX_NUMBERS = 100
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/+\-]{0,199}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_POSITION = {"lat_e6": 90_000_000, "lon_e6": 180_000_000}


def _text(max_length: int) -> Ask:
    def ask(value: Any) -> str | None:
        if type(value) is not str:
            return "field.wrong_type"
        if len(value) > max_length:
            return "field.too_long"
        if value.isascii():
            return "field.not_normal" if "\0" in value else None
        if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value) or not is_normalized("NFC", value):
            return "field.not_normal"
        return None

    return ask


def _whole(least: int, most: int) -> Ask:
    def ask(value: Any) -> str | None:
        if type(value) is not int:
            return "field.wrong_type"
        return None if least <= value <= most else "field.out_of_range"

    return ask


def _option(names: frozenset[str]) -> Ask:
    def ask(value: Any) -> str | None:
        if type(value) is not str:
            return "field.wrong_type"
        return None if value in names else "field.not_an_option"

    return ask


def _options(keys: frozenset[str], names: frozenset[str]) -> Ask:
    def ask(value: Any) -> str | None:
        if type(value) is not dict or any(type(each) is not str for each in value.values()):
            return "field.wrong_type"
        return None if value.keys() <= keys and names.issuperset(value.values()) else "field.not_an_option"

    return ask


def _yes_or_no(value: Any) -> str | None:
    return None if type(value) is bool else "field.wrong_type"


def _ref(value: Any) -> str | None:
    return None if type(value) is str and _ID.fullmatch(value) else "field.wrong_type"


def _day(value: Any) -> str | None:
    if type(value) is not str or not _DAY.fullmatch(value) or not value.isascii():
        return "field.wrong_type"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "field.out_of_range"
    return None


def _position(value: Any) -> str | None:
    if type(value) is not dict or not _POSITION.keys() <= value.keys() <= {*_POSITION, "accuracy_m"}:
        return "field.wrong_type"
    if any(type(each) is not int for each in value.values()):
        return "field.wrong_type"
    inside = all(abs(value[name]) <= most for name, most in _POSITION.items())
    return None if inside and 0 <= value.get("accuracy_m", 0) <= 100_000_000 else "field.out_of_range"


def _numbers(least: int, most: int) -> Ask:
    def ask(value: Any) -> str | None:
        if type(value) is not list or any(type(each) is not int for each in value):
            return "field.wrong_type"
        return None if len(value) <= MAX_NUMBERS and all(least <= n <= most for n in value) else "field.out_of_range"

    return ask


def _payload(value: Any) -> str | None:
    return "field.wrong_type" if why_not_plain(value, 1) else None


def ask_of(field: Field) -> Ask:
    """The question put to every value of a field; its answer is the code of a problem, or None."""
    match field:
        case Text():
            return _text(field.max_length)
        case Integer() | Money():
            return _whole(field.min, field.max)
        case Boolean():
            return _yes_or_no
        case Choice():
            return _option(frozenset(each.name for each in field.options))
        case Choices():
            return _options(frozenset(each.name for each in field.keys), frozenset(each.name for each in field.options))
        case Ref():
            return _ref
        case Instant():
            return _whole(0, LATEST_INSTANT)
        case Day():
            return _day
        case Position():
            return _position
        case Numbers():
            return _numbers(max(field.min, -MAX_INTEGER), field.max)
        case Payload():
            return _payload
    raise TypeError(f"no check for a field of type {field.type}")


class Check:
    """All questions of one kind, made once: by field, and the names of the fields that must be there."""

    def __init__(self, kind: Kind) -> None:
        self.asks = {field.name: ask_of(field) for field in kind.fields}
        self._titles = {field.name: field.title for field in kind.fields}
        self.required = frozenset(field.name for field in kind.fields if field.required)

    def problems(self, fields: Mapping[str, Any], *, is_new: bool, op: int | None = None) -> list[Problem]:
        """What is wrong with the fields of a `set`; None clears a field that is not required."""
        found: list[tuple[str, str]] = []
        asks = self.asks
        for name, value in fields.items():
            ask = asks.get(name)
            if ask is None:
                found.append(("field.unknown", name))
            elif value is not None:
                code = ask(value)
                if code is not None:
                    found.append((code, name))
            elif name in self.required:
                found.append(("field.required", name))
        if is_new and not self.required <= fields.keys():
            found += [("field.required", name) for name in sorted(self.required - fields.keys())]
        return [Problem(code, op, name[:64], self._titles.get(name)) for code, name in found]
