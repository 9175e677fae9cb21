"""What a feed hands out of each kind: its columns with their words, types and units."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Table

from server.flat import columns_of, flat_table, has_own_visit, laid_out_kinds
from sync import fields as f
from sync.fields import Words
from sync.kind import Kind

OURS = {
    "id": ("text", Words("Record", "记录")),
    "scope": ("text", Words("Scope", "范围")),
    "rev": ("integer", Words("Revision", "修订号")),
    "author": ("text", Words("By", "记录人")),
    "device": ("text", Words("Device", "设备")),
    "made_at": ("instant", Words("Last changed on the device", "设备上最后修改")),
    "first_at": ("instant", Words("First recorded on the device", "设备上首次记录")),
    "received_at": ("instant", Words("Last received", "最后接收")),
    "first_received_at": ("instant", Words("First received", "首次接收")),
    "made_on": ("day", Words("Day", "日期")),
    "retired": ("boolean", Words("Retired", "已停用")),
    "doubts": ("text", Words("Doubts", "疑点")),
    "visit": ("ref", Words("Visit", "拜访")),
}
"""What every record has beside its own fields."""

_TYPES = {
    f.Integer: "integer",
    f.Money: "integer",
    f.Instant: "instant",
    f.Day: "day",
    f.Boolean: "boolean",
    f.Ref: "ref",
}


@dataclass(frozen=True, slots=True)
class FeedColumn:
    """One column: its name for ever, its type, what it is called, its unit, and the kind that a ref names."""

    name: str
    type: str
    title: Words
    unit: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class RecordSet:
    """The records of a kind, as a table with described columns."""

    kind: Kind
    table: Table
    columns: tuple[FeedColumn, ...]

    @property
    def name(self) -> str:
        """The kind's name."""
        return self.kind.name


def record_sets() -> list[RecordSet]:
    """Every kind, in order of name."""
    return [RecordSet(kind, flat_table(name), tuple(_columns(kind))) for name, kind in sorted(laid_out_kinds().items())]


def record_set(name: str) -> RecordSet | None:
    """The records of the kind of that name."""
    return next((each for each in record_sets() if each.name == name), None)


def _columns(kind: Kind) -> Iterator[FeedColumn]:
    for name, (type_, title) in OURS.items():
        if name != "visit" or has_own_visit(kind):
            yield FeedColumn(name, type_, title, of="visit" if name == "visit" else None)
    for field in kind.fields:
        of = field.of if isinstance(field, f.Ref) else None
        titles = _titles(field)
        for name, _ in columns_of(field):
            type_ = "integer" if isinstance(field, f.Position) else _TYPES.get(type(field), "text")
            yield FeedColumn(name, type_, titles.get(name, field.title), _unit(field, name), of)


def _titles(field: f.Field) -> dict[str, Words]:
    """The titles of the columns of a field that is laid out in several."""
    if not isinstance(field, f.Choices):
        return {}
    return {
        f"{field.name}_{key.name}": Words(f"{field.title.en}: {key.title.en}", f"{field.title.zh}：{key.title.zh}")
        for key in field.keys
    }


def _unit(field: f.Field, column: str) -> str | None:
    if isinstance(field, f.Money):
        return "minor unit of the currency"
    if isinstance(field, f.Position):
        return "m" if column.endswith("_m") else "millionth of a degree"
    return getattr(field, "unit", None) or None
