"""A kind as a marshmallow schema: the one truth of what its fields may hold, and what OpenAPI shows.

The push path runs `sync.check`, made from the same declaration; tests hold the two to the same answers.
"""

from collections.abc import Mapping
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
    sense = _ask(field)
    match field:
        case f.Text():
            return fields.String(validate=[validate.Length(max=field.max_length), sense], **common)
        case f.Integer() | f.Money():
            return fields.Integer(strict=True, validate=[validate.Range(field.min, field.max), sense], **common)
        case f.Instant():
            most = check.LATEST_INSTANT
            return fields.Integer(strict=True, validate=[validate.Range(0, most), sense], **common)
        case f.Boolean():
            return fields.Raw(validate=sense, **_typed(common, "boolean"))
        case f.Choice():
            names = [each.name for each in field.options]
            return fields.String(validate=[validate.OneOf(names), sense], **common)
        case f.Choices():
            return fields.Dict(keys=fields.String(), values=fields.String(), validate=sense, **common)
        case f.Ref():
            return fields.String(validate=sense, **common)
        case f.Day():
            return fields.String(validate=sense, **_typed(common, "string", format="date"))
        case f.Position():
            return fields.Dict(keys=fields.String(), values=fields.Integer(strict=True), validate=sense, **common)
        case f.Numbers():
            return fields.List(fields.Integer(strict=True), validate=sense, **common)
    return fields.Raw(validate=sense, **common)


def _typed(common: dict[str, Any], type_: str, **more: str) -> dict[str, Any]:
    return {**common, "metadata": {**common["metadata"], "type": type_, **more}}


def _ask(field: f.Field):
    """What only our own check knows of a value: dates, ids, normal text, exact integer types."""
    ask = check.ask_of(field)

    def validator(value: Any) -> bool:
        code = ask(value)
        if code is not None:
            raise ValidationError(code)
        return True

    return validator


def problems_by_field(schema: type[Schema], values: Mapping[str, Any], *, is_new: bool) -> dict[str, Any]:
    """What marshmallow says of each field that is wrong, in its words."""
    return schema().validate(dict(values), partial=not is_new)
