"""From the text of a cell to the value of a field; whatever can be read in two ways is refused, never guessed."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from babel.numbers import get_currency_precision, list_currencies

DayOrder = Literal["dmy", "mdy"]

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(\d{1,2}|\d{4,})")
_TWO_WAYS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_ISO_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})([ T]00:00(:00)?)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class Unfit(ValueError):
    """A cell that cannot be the value it should be, and why."""


def text(cell: str, max_length: int) -> str:
    """One line of composed Unicode, without what no screen shows."""
    line = "".join(each for each in unicodedata.normalize("NFC", " ".join(cell.split())) if not _is_hidden(each))
    if len(line) > max_length:
        raise Unfit(f"has {len(line)} characters, more than {max_length}")
    return line


def has_hidden(cell: str) -> bool:
    """Whether a cell holds control characters, as text does that was read in the wrong encoding once."""
    return any(map(_is_hidden, " ".join(cell.split())))


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs")


def decimal(cell: str) -> Decimal:
    """The exact number."""
    number = re.sub(r"[ \u00a0\u202f]", "", cell).replace("\u2212", "-")
    if _TWO_WAYS.fullmatch(number):
        raise Unfit("can be read in two ways: is the comma for thousands or for decimals?")
    if _THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(number):
        number = number.replace(",", ".")
    try:
        value = Decimal(number)
    except InvalidOperation:
        raise Unfit("is not a number") from None
    if not value.is_finite() or value.adjusted() > 15:
        raise Unfit("is not a number")
    return value


def whole(cell: str, least: int, most: int) -> int:
    """The whole number between two limits."""
    value = decimal(cell)
    if value != int(value):
        raise Unfit("is not a whole number")
    if not least <= value <= most:
        raise Unfit(f"is not between {least:,} and {most:,}")
    return int(value)


def currency(cell: str) -> str:
    """The three letters of a currency that exists."""
    letters = cell.strip().upper()
    if letters not in list_currencies():
        raise Unfit("is not a currency of ISO 4217, such as EUR")
    return letters


def money(cell: str, currency_letters: str, least: int, most: int) -> int:
    """An amount in minor units; the currency says how many decimals there are."""
    digits = get_currency_precision(currency_letters)
    minor = decimal(cell).scaleb(digits)
    if minor != int(minor):
        raise Unfit(f"has more decimals than {currency_letters} has")
    if not least <= minor <= most:
        raise Unfit("is more than an amount can be")
    return int(minor)


def degrees_e6(cell: str, most: int) -> int:
    """Micro-degrees, rounded to the nearest."""
    value = decimal(cell)
    if abs(value) > most:
        raise Unfit(f"is not between -{most} and {most} degrees")
    return int(value.scaleb(6).to_integral_value())


def day(cell: str, order: DayOrder | None = None) -> str:
    """A day as `YYYY-MM-DD`; a month alone is its first day."""
    for form, arrange in ((_ISO_DAY, "ymd"), (_COMPACT_DAY, "ymd"), (_MONTH, "ym"), (_DOTTED_DAY, "dmy")):
        if match := form.fullmatch(cell.strip()):
            return _calendar_day(match, arrange)
    if match := _SLASHED_DAY.fullmatch(cell.strip()):
        if order is None:
            raise Unfit("can be read in two ways: say --dates dmy or --dates mdy")
        return _calendar_day(match, order)
    raise Unfit("is not a day, such as 2026-03-31")


def _calendar_day(match: re.Match[str], arrange: str) -> str:
    parts = {"d": 1} | {letter: int(match[place]) for place, letter in enumerate(arrange, start=1)}
    try:
        return date(parts["y"], parts["m"], parts["d"]).isoformat()
    except ValueError:
        raise Unfit("is not a day of the calendar") from None


def one_of(cell: str, spellings: Mapping[str, str]) -> str:
    """The option that a spelling stands for."""
    option = spellings.get(cell.strip().casefold())
    if option is None:
        raise Unfit(f"is none of {', '.join(spellings)}")
    return option


YES_OR_NO = {"yes": "yes", "1": "yes", "true": "yes", "是": "yes", "no": "no", "0": "no", "false": "no", "否": "no"}


def yes_or_no(cell: str) -> bool:
    """Whether the cell says yes."""
    return one_of(cell, YES_OR_NO) == "yes"
