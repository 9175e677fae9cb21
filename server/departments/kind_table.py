"""Everything recorded of one kind, as a table: what the desk lists and every kind leaves as a file."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.observations import Source
from server.departments.reach import Reach
from server.departments.view import Answer, Column, ColumnType, Result, View, options_of
from server.flat import columns_of, flat_table, has_own_visit, laid_out_kinds
from sync import fields as f
from sync.fields import Field, Option, Words, options
from sync.kind import Kind

TYPES: dict[type[Field], ColumnType] = {
    f.Integer: "integer",
    f.Money: "money",
    f.Instant: "instant",
    f.Day: "day",
    f.Choice: "choice",
    f.Boolean: "choice",
    f.Ref: "ref",
}

OURS = (
    Column(name="id", type="text", title=Words("Record", "记录"), shown=False),
    Column(name="first_at", type="instant", title=Words("Made", "时间")),
    Column(name="author", type="ref", title=Words("By", "记录人")),
    Column(name="scope", type="text", title=Words("Scope", "范围"), shown=False),
    Column(name="rev", type="integer", title=Words("Revision", "版本"), shown=False),
    Column(name="first_received_at", type="instant", title=Words("Arrived", "到达时间")),
    Column(name="doubts", type="text", title=Words("Doubts", "疑问"), shown=False),
)
YES_OR_NO = {True: "yes", False: "no", None: None}
YES_AND_NO = options(yes=("yes", "是"), no=("no", "否"))
VISIT = Column(name="visit", type="ref", title=Words("Visit", "拜访"), shown=False)


def kinds_to_list() -> list[Kind]:
    """The kinds that have a table, observations first."""
    order = {"observations": 0, "plans": 1, "reference": 2, "office": 3}
    return sorted(laid_out_kinds().values(), key=lambda kind: (order[kind.group], kind.name))


def columns_of_kind(kind: Kind) -> tuple[Column, ...]:
    """The columns of a kind's table, ours first, then its fields as they are laid out."""
    own = (VISIT,) if has_own_visit(kind) else ()
    return (*OURS, *own, *(column for field in kind.fields for column in _columns(kind, field)))


def _columns(kind: Kind, field: Field) -> list[Column]:
    if isinstance(field, f.Choices):
        return [
            Column(
                name=f"{field.name}_{key.name}",
                type="choice",
                title=Words(f"{field.title.en}: {key.title.en}", f"{field.title.zh}：{key.title.zh}"),
                options=field.options,
            )
            for key in field.keys
        ]
    type_ = TYPES.get(type(field), "text")
    names = [name for name, _ in columns_of(field)]
    return [
        Column(name=name, type=type_, title=field.title, options=_options(kind, field), shown=len(names) == 1)
        for name in names
    ]


def _options(kind: Kind, field: Field) -> tuple[Option, ...]:
    return YES_AND_NO if isinstance(field, f.Boolean) else options_of(kind, field.name)


def table_of(session: Session, name: str, reach: Reach, filters: Filters, language: str) -> Result | None:
    """What was recorded of a kind in the window, newest first, as far as the reader sees. None for no such kind."""
    kind = laid_out_kinds().get(name)
    if kind is None:
        return None
    table = flat_table(name)
    query = select(table).where(reach.condition(table.c.scope), ~table.c.retired)
    if kind.group == "observations":
        query = query.where(table.c.made_on >= filters.from_on, table.c.made_on <= filters.until_on)
    yes_or_no = [field.name for field in kind.fields if isinstance(field, f.Boolean)]
    found = session.execute(query.order_by(table.c.first_at.desc(), table.c.id)).mappings()
    rows = [{**row, **{name: YES_OR_NO[row[name]] for name in yes_or_no}} for row in found]
    return Result(_as_view(kind), "", filters, language, Answer(rows=rows))


def _as_view(kind: Kind) -> View:
    return View(
        name=kind.name,
        owner="sales",
        departments=(),
        title=kind.title,
        question=kind.purpose,
        definition=kind.purpose,
        source=Source(kind.name),
        columns=columns_of_kind(kind),
        key=("id",),
        answer=lambda _session, _filters: Answer(),
        evidence=_no_evidence,
        row_is_record=True,
    )


def _no_evidence(_session: Session, _filters: Filters, _key: Mapping[str, Any], _part: str | None) -> Select:
    """A row is a record itself; there is nothing behind it but its history."""
    return select(false())
