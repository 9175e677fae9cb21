"""The kinds as a phone reads them, so that it can draw a form for a kind it has never seen."""

from typing import Any

from sync import fields as f
from sync.fields import LANGUAGES, Field, Option, Words
from sync.kind import Catalogue, Kind


def kinds_as_json(catalogue: Catalogue) -> dict[str, Any]:
    """Everything declared, in plain JSON."""
    return {
        "version": catalogue.version,
        "languages": list(LANGUAGES),
        "kinds": [_kind(each) for each in catalogue],
    }


def _words(words: Words) -> dict[str, str]:
    return {language: getattr(words, language) for language in LANGUAGES}


def _options(options: tuple[Option, ...]) -> list[dict[str, Any]]:
    return [{"name": each.name, "title": _words(each.title)} for each in options]


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "name": kind.name,
        "group": kind.group,
        "title": _words(kind.title),
        "purpose": _words(kind.purpose),
        "identity": {"form": kind.identity.form, "of": list(kind.identity.of)},
        "scope": kind.scope,
        "merge": kind.merge,
        "card": kind.card,
        "photos": list(kind.photos),
        "days_on_device": kind.days_on_device,
        "authors": list(kind.authors),
        "since": kind.since,
        "fields": [_field(each) for each in kind.fields],
        "doubts": [{"code": each.code, "title": _words(each.title)} for each in kind.doubts],
    }


def _field(field: Field) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "title": _words(field.title),
        "required": field.required,
    }
    match field:
        case f.Text():
            said["max_length"] = field.max_length
        case f.Integer():
            said |= {"min": field.min, "max": field.max, "unit": field.unit}
        case f.Money() | f.Numbers():
            said |= {"min": field.min, "max": field.max}
        case f.Choice():
            said["options"] = _options(field.options)
        case f.Choices():
            said |= {"keys": _options(field.keys), "options": _options(field.options)}
        case f.Ref():
            said["of"] = field.of
    return said
