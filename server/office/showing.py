"""A record's fields as a person reads them: label and value, nothing of how they are stored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.departments.records import Found, laid_out_kinds
from server.office import formats
from server.office.words import said, t
from sync import fields as f
from sync.kind import Kind

UNITS = ("m", "s", "px", "byte")
VERDICTS = ("accepted", "merged", "held", "quarantined")


@dataclass(frozen=True)
class Shown:
    """One field of one record: its label, what it says, and the record it points to, if any."""

    name: str
    label: str
    text: str
    points_to: str | None = None


def value_in(field: f.Field, row: Mapping[str, Any]) -> Any:
    """A field's value, put together again from the columns it is laid out in."""
    match field:
        case f.Position():
            parts = {part: row.get(f"{field.name}_{part}") for part in ("lat_e6", "lon_e6", "accuracy_m")}
            return parts if parts["lat_e6"] is not None else None
        case f.Choices():
            answers = {key.name: row.get(f"{field.name}_{key.name}") for key in field.keys}
            return {key: answer for key, answer in answers.items() if answer is not None} or None
        case f.Numbers() | f.Payload():
            return _read(row.get(field.name))
    return row.get(field.name)


def filled(found: Found, names: Mapping[str, str] | None = None, leave_out: tuple[str, ...] = ()) -> list[Shown]:
    """The fields of a record that were answered."""
    shown = []
    for field in found.kind.fields:
        value = value_in(field, found.row)
        if value is not None and field.name not in ("currency", *leave_out):
            shown.append(shown_as(field, value, names or {}, found.row.get("currency")))
    return shown


def shown_as(field: f.Field, value: Any, names: Mapping[str, str], currency: str | None = None) -> Shown:
    """One value under its label."""
    points_to = str(value) if isinstance(field, f.Ref) and field.of != "person" else None
    return Shown(field.name, said(field.title), text_of(field, value, names, currency), points_to)


def text_of(field: f.Field, value: Any, names: Mapping[str, str], currency: str | None = None) -> str:
    """What a value says; a value that does not fit its field (nothing was refused) is told as it is."""
    try:
        return _text_of(field, value, names, currency)
    except (TypeError, ValueError, KeyError, AttributeError):
        return json.dumps(value, ensure_ascii=False)


def _text_of(field: f.Field, value: Any, names: Mapping[str, str], currency: str | None) -> str:
    match field:
        case f.Choice():
            return _option(field.options, value)
        case f.Choices():
            answers = [f"{_option(field.keys, key)}: {_option(field.options, each)}" for key, each in value.items()]
            return t("list.joined").join(answers)
        case f.Boolean():
            return t("answer.yes") if value else t("answer.no")
        case f.Instant():
            return formats.instant(value)
        case f.Day():
            return formats.day(value)
        case f.Money():
            return formats.money(value, currency)
        case f.Position():
            place = {"lat": value["lat_e6"] / 1e6, "lon": value["lon_e6"] / 1e6}
            accuracy = value.get("accuracy_m")
            return t("position.exact", **place) if accuracy is None else t("position.text", **place, accuracy=accuracy)
        case f.Integer():
            text = formats.integer(value)
            return t(f"unit.{field.unit}", value=text) if field.unit in UNITS else text
        case f.Ref():
            return names.get(value) or (str(value) if field.of == "person" else kind_title(field.of))
        case f.Numbers():
            return t("list.joined").join(str(each) for each in value)
        case f.Payload():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def _option(options: tuple[f.Option, ...], name: str) -> str:
    return next((said(option.title) for option in options if option.name == name), name)


def _read(text: str | None) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def doubts_of(found: Found) -> list[str]:
    """The doubts about a record, in words."""
    codes = _read(found.row.get("doubts")) or []
    titles = {doubt.code: said(doubt.title) for doubt in found.kind.doubts}
    return [titles.get(code, code) for code in codes]


def kind_title(name: str) -> str:
    """What a kind is called."""
    kind = laid_out_kinds().get(name)
    return said(kind.title) if kind else name


def field_title(kind: Kind | None, name: str) -> str:
    """What a field of a kind is called."""
    field = kind.by_name.get(name) if kind else None
    return said(field.title) if field else name


def option_title(kind: str, field: str, name: str | None) -> str:
    """What an option of a choice is called."""
    declared = laid_out_kinds()[kind].by_name[field]
    return _option(declared.options, name) if name and isinstance(declared, f.Choice) else ""


def key_title(kind: str, field: str, name: str) -> str:
    """What a key of a field with several choices is called."""
    declared = laid_out_kinds()[kind].by_name[field]
    return _option(declared.keys, name) if isinstance(declared, f.Choices) else name


def answer_title(kind: str, answer: str) -> str:
    """What an answer of a kind is called, whichever of its choices it belongs to."""
    choices = (field for field in laid_out_kinds()[kind].fields if isinstance(field, f.Choice))
    return next(
        (said(option.title) for each in choices for option in each.options if option.name == answer),
        str(answer),
    )


def disputed(kind: Kind | None, name: str, value: Any, names: Mapping[str, str]) -> str:
    """One of two values that met: what the field says, or that it was cleared."""
    if isinstance(value, dict) and "value" in value:
        value = value["value"]
    field = kind.by_name.get(name) if kind else None
    if value is None:
        return t("record.cleared")
    return text_of(field, value, names) if field else json.dumps(value, ensure_ascii=False)


def verdict_title(verdict: str) -> str:
    """What the server decided, in words."""
    return t(f"verdict.{verdict if verdict in VERDICTS else 'other'}")
