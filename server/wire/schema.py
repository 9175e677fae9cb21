"""A kind as a marshmallow schema: the one truth of what its fields may hold, and what OpenAPI shows.

The push path runs `sync.check`, made from the same declaration; tests hold the two to the same answers.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate
from marshmallow.fields import Field as SchemaField

from sync import check
from sync import fields as f
from sync.kind import Kind


def schema_of(kind: Kind) -> type[Schema]:
    """The schema of a record's fields when it is made."""
    declared: dict[str, Any] = {field.name: schema_field(field) for field in kind.fields}
    declared["Meta"] = type("Meta", (), {"unknown": RAISE})
    name = "".join(part.capitalize() for part in kind.name.split("_"))
    return type(f"{name}Schema", (Schema,), declared)


def schema_field(field: f.Field) -> SchemaField:
    """One declared field; null clears it, unless it is required."""
    common: dict[str, Any] = {
        "required": field.required,
        "allow_none": not field.required,
        "metadata": {"title": field.title.en, "x-title-zh": field.title.zh},
    }
    ask = check.ask_of(field)
    match field:
        case f.Text():
            return _exact(fields.String, ask)(validate=validate.Length(max=field.max_length), **common)
        case f.Integer() | f.Money():
            return _exact(fields.Integer, ask)(strict=True, validate=validate.Range(field.min, field.max), **common)
        case f.Instant():
            return _exact(fields.Integer, ask)(strict=True, validate=validate.Range(0, check.LATEST_INSTANT), **common)
        case f.Boolean():
            return _exact(fields.Boolean, ask)(**common)
        case f.Choice():
            names = [each.name for each in field.options]
            return _exact(fields.String, ask)(validate=validate.OneOf(names), **common)
        case f.Choices():
            names = [each.name for each in field.options]
            values = fields.String(validate=validate.OneOf(names))
            return _exact(fields.Dict, ask)(keys=fields.String(), values=values, **common)
        case f.Ref():
            return _exact(fields.String, ask)(**common)
        case f.Day():
            common["metadata"] |= {"format": "date"}
            return _exact(fields.String, ask)(**common)
        case f.Position():
            return _exact(fields.Dict, ask)(keys=fields.String(), values=fields.Integer(strict=True), **common)
        case f.Numbers():
            return _exact(fields.List, ask)(fields.Integer(strict=True), **common)
    return _exact(fields.Raw, ask)(**common)


@cache
def _exact_class(base: Any) -> Any:
    """A marshmallow field that coerces nothing: what comes must be of the declared type as it is."""

    class Exact(base):
        def __init__(self, *args: Any, ask: check.Ask, **given: Any) -> None:
            super().__init__(*args, **given)
            self._ask = ask

        def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
            code = self._ask(value)
            if code is not None:
                raise ValidationError(code)
            return super()._deserialize(value, attr, data, **more)

    Exact.__name__ = base.__name__
    return Exact


def _exact(base: Any, ask: check.Ask) -> Callable[..., SchemaField]:
    return partial(_exact_class(base), ask=ask)


def problems_by_field(schema: type[Schema], values: Mapping[str, Any], *, is_new: bool) -> dict[str, Any]:
    """What marshmallow says of each field that is wrong, in its words."""
    return schema().validate(dict(values), partial=not is_new)
