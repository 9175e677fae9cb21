"""Numbers, days, amounts and ages as the reader's language writes them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Literal

from babel import dates, numbers
from flask import current_app

from server.departments.exports import in_major
from server.departments.metrics import Figure
from server.departments.view import Column
from server.office.words import language, locale_of, said, t

HOURS_A_DAY = 24


def _locale():
    return locale_of(language())


def zone():
    """The company's time zone."""
    return current_app.extensions["settings"].zone


def integer(value: float) -> str:
    return numbers.format_decimal(round(value), locale=_locale())


def number(value: float) -> str:
    return numbers.format_decimal(value, format="#,##0.0", locale=_locale())


def index(value: float) -> str:
    return numbers.format_decimal(value, format="#,##0.00", locale=_locale())


def share(value: float) -> str:
    return numbers.format_percent(value, format="#,##0.0%", locale=_locale())


def money(minor: int, currency: str | None) -> str:
    code = (currency or current_app.extensions["settings"].currency)[:3].upper()
    return numbers.format_currency(in_major(minor, code), code, locale=_locale())


def signed(value: float) -> str:
    """A difference, with its sign."""
    return ("+" if value > 0 else "−" if value < 0 else "±") + integer(abs(value))


def plain_money(minor: int, currency: str) -> str:
    """An amount as it is typed: digits and a point, nothing else."""
    digits = numbers.get_currency_precision(currency)
    return f"{in_major(minor, currency):.{digits}f}"


def own_currency() -> str:
    """The currency of amounts that come without one."""
    return current_app.extensions["settings"].currency


def major(minor: int, currency: str | None) -> str:
    """An amount as somebody types it into a form."""
    return f"{in_major(minor, currency or own_currency()):.2f}".removesuffix(".00")


def day(value: str | None) -> str:
    if not value:
        return ""
    try:
        return dates.format_date(date.fromisoformat(value), "medium", locale=_locale())
    except ValueError:
        return value


def month(value: str) -> str:
    """The month that a day is in."""
    return dates.format_skeleton("yMMM", date.fromisoformat(value), locale=_locale())


def day_and_month(value: str) -> str:
    """A day as it stands on an axis."""
    return dates.format_skeleton("MMMd", date.fromisoformat(value), locale=_locale())


def instant(ms: int | None) -> str:
    if ms is None:
        return ""
    try:
        moment = datetime.fromtimestamp(ms / 1000, zone())
    except (ValueError, OverflowError, OSError):
        return str(ms)
    return dates.format_datetime(moment, "medium", locale=_locale()).removesuffix(f":{moment.second:02d}")


def age(hours: float | None) -> str:
    """How old, in the unit one would say it in."""
    if hours is None:
        return ""
    unit: Literal["day", "hour", "minute"] = "day" if hours >= 2 * HOURS_A_DAY else "hour" if hours >= 1 else "minute"
    return dates.format_timedelta(timedelta(hours=hours), granularity=unit, threshold=9e9, locale=_locale())


def duration(started: int | None, ended: int | None) -> str:
    if started is None or ended is None or ended < started:
        return ""
    return dates.format_timedelta(
        timedelta(milliseconds=ended - started), granularity="minute", threshold=9e9, locale=_locale()
    )


_BY_UNIT: dict[str, Callable[[float], str]] = {
    "share": share,
    "index": index,
    "number": integer,
    "minutes": lambda value: t("figure.minutes", value=number(value)),
    "score": number,
    "points": number,
    "days": lambda value: t("figure.days", value=number(value)),
    "rate": index,
}


def value_of(figure: Figure) -> str:
    """A figure's value, or the words for no data."""
    if figure.value is None or figure.definition is None:
        return t("figure.no_data")
    return _BY_UNIT[figure.definition.unit](figure.value)


def title_of(figure: Figure) -> str:
    """What a figure is called."""
    return said(figure.definition.title) if figure.definition else figure.name


def part(value: float | None) -> str:
    """A numerator or denominator."""
    if value is None:
        return t("figure.no_data")
    return integer(value) if float(value).is_integer() else index(value)


def change(figure: Figure, before: Figure | None) -> tuple[str, str] | None:
    """The change since the period before, with its direction, or None where one of the two has no data."""
    if before is None or figure.value is None or before.value is None or figure.definition is None:
        return None
    if not before.basis.n:
        return None
    difference = figure.value - before.value
    way = "up" if difference > 0 else "down" if difference < 0 else "same"
    sign = {"up": "+", "down": "−", "same": "±"}[way]
    if figure.definition.unit == "share":
        return t("figure.points", value=sign + number(abs(difference) * 100)), way
    return sign + _BY_UNIT[figure.definition.unit](abs(difference)), way


def cell(column: Column, row: dict[str, Any], names: dict[str, str]) -> str:
    """What a cell of a view's table says."""
    value = row.get(column.name)
    if value is None:
        return ""
    match column.type:
        case "share":
            return share(value)
        case "integer":
            return integer(value)
        case "number" | "minutes":
            return number(value)
        case "index":
            return index(value)
        case "day":
            return day(value)
        case "instant":
            return instant(value)
        case "money":
            return money(value, row.get("currency"))
        case "choice":
            return next((said(option.title) for option in column.options if option.name == value), str(value))
    return names.get(value, str(value))
