"""The small closed set of field types a kind is declared with; what is stored is always plain JSON.

Instants are milliseconds since 1970 in UTC, days are local `YYYY-MM-DD`, money is in minor units, positions are
in micro-degrees, so that every stored number is whole.
"""

from dataclasses import dataclass
from typing import ClassVar

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Words:
    """One label in every language of the product, under the message key its place gives it."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice: the stored name and what a person reads."""

    name: str
    title: Words


def options(**titles: tuple[str, str]) -> tuple[Option, ...]:
    """Options from `name=(english, chinese)`, in the order written."""
    return tuple(Option(name, Words(*title)) for name, title in titles.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What every field has: its name, its label, whether a record is incomplete without it."""

    type: ClassVar[str]
    name: str
    title: Words
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """Free text, at most `max_length` characters."""

    type = "text"
    max_length: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Field):
    """A whole number from `min` to `max`, in `unit`."""

    type = "integer"
    min: int = 0
    max: int = 99_999
    unit: str = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boolean(Field):
    """Yes or no; unanswered is absence, never no."""

    type = "boolean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One of a few named options."""

    type = "choice"
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Field):
    """A map that answers each of `keys` with one of `options`."""

    type = "choices"
    keys: tuple[Option, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref(Field):
    """The id of a record of kind `of`. `person` is a name for the people table."""

    type = "ref"
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant(Field):
    """A moment, in milliseconds since 1970 in UTC."""

    type = "instant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Field):
    """A local date, `YYYY-MM-DD`."""

    type = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money(Field):
    """An amount in minor units of the currency named in the field `currency`."""

    type = "money"
    min: int = 0
    max: int = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Field):
    """`{lat_e6, lon_e6, accuracy_m}`: micro-degrees and metres."""

    type = "position"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers(Field):
    """A list of whole numbers, each from `min` to `max`."""

    type = "numbers"
    min: int = 0
    max: int = 99_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload(Field):
    """Any plain JSON, shown as text only; for what the machine keeps whole, never for a form."""

    type = "payload"


FIELD_TYPES = (Text, Integer, Boolean, Choice, Choices, Ref, Instant, Day, Money, Position, Numbers, Payload)


def currency(**given: object) -> Text:
    """The field that names the currency of a kind's amounts, as three letters of ISO 4217."""
    return Text(name="currency", title=Words("Currency", "币种"), max_length=3, **given)  # type: ignore[arg-type]
