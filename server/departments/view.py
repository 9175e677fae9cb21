"""What a department's question is made of: its words, its columns, its answer, and the way back to the records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Select
from sqlalchemy.orm import Session

from server.departments.filters import OUTLET_PARTS, Filters
from server.departments.kept import keeping
from server.departments.metrics import Figure
from server.departments.observations import Source, ids_of
from sync.fields import Choice, Option, Words
from sync.kind import Kind

Department = Literal["marketing", "sales"]
BOTH: tuple[Department, ...] = ("marketing", "sales")
ColumnType = Literal[
    "text", "ref", "integer", "number", "share", "index", "minutes", "day", "instant", "choice", "money"
]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a view: a name for ever, a type, a title; `part` names the evidence a cell opens."""

    name: str
    type: ColumnType
    title: Words
    options: tuple[Option, ...] = ()
    part: str | None = None
    shown: bool = True


def column(name: str, type_: ColumnType, en: str, zh: str, **rest: Any) -> Column:
    """A column, briefly."""
    return Column(name=name, type=type_, title=Words(en, zh), **rest)


def options_of(kind: Kind, name: str) -> tuple[Option, ...]:
    """The options of a choice that a kind declares."""
    field_ = kind.by_name[name]
    return field_.options if isinstance(field_, Choice) else ()


@dataclass(frozen=True)
class Answer:
    """What a view says for some filters: headline figures, rows, and notes on how they were made."""

    figures: list[Figure] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)


LOOK_INSIDE = Words("look inside", "查看下级")


@dataclass(frozen=True, kw_only=True)
class View:
    """One question, declared once and read by both departments; `owner` answers for what it says.

    `key` names the columns that tell its rows apart; `evidence` selects the ids of the records of `source.kind`
    behind the row of a key (all rows for an empty key), newest first, perhaps only a part of them. `opens` names the
    part that a headline figure counts, `stands_on` the source of a figure that has one of its own, `parts_on` that of a
    part made of records of another kind.
    """

    name: str
    owner: Department
    title: Words
    question: Words
    definition: Words
    source: Source
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    answer: Callable[[Session, Filters], Answer]
    evidence: Callable[[Session, Filters, Mapping[str, str], str | None], Select]
    leads_with: tuple[str, ...] = ()
    narrowed_by: tuple[str, ...] = OUTLET_PARTS
    opens: Mapping[str, str] = field(default_factory=dict)
    stands_on: Mapping[str, Source] = field(default_factory=dict)
    parts_on: Mapping[str, Source] = field(default_factory=dict)
    row_is_record: bool = False
    departments: tuple[Department, ...] = BOTH
    inside: Callable[[Mapping[str, Any]], Mapping[str, str]] | None = None
    """The filters that narrow to a row, for a view that drills down."""
    row_source: Callable[[Mapping[str, str]], Source] | None = None
    """The source of the row of a key, for a view whose rows stand on different kinds of record."""
    inside_title: Words = LOOK_INSIDE

    def __post_init__(self) -> None:
        object.__setattr__(self, "answer", keeping(self.name, self.answer))

    def source_of(self, figure: str | None, part: str | None = None, key: Mapping[str, str] | None = None) -> Source:
        """The observations that a headline figure, a part of a row or a whole row stands on."""
        own = self.stands_on.get(figure or "") or self.parts_on.get(part or "")
        if own is None and key and self.row_source:
            return self.row_source(key)
        return own or self.source

    def behind(
        self, session: Session, filters: Filters, key: Mapping[str, str], part: str | None, figure: str | None
    ) -> Select:
        """The ids of the records behind a row, a part of it, or a figure."""
        if figure is not None and figure in self.stands_on:
            if figure in self.opens:
                return self.evidence(session, filters, key, self.opens[figure])
            return ids_of(self.stands_on[figure], filters, (), lambda _seen, _outlets: [])
        return self.evidence(session, filters, key, part)


@dataclass(frozen=True)
class Result:
    """A view's answer for some filters in one language, ready to be shown or written out."""

    view: View
    department: str
    filters: Filters
    language: str
    answer: Answer

    def title(self, words: Words) -> str:
        """A label in the reader's language."""
        return getattr(words, self.language)
