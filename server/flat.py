"""One flat, typed table for each kind: what the projector fills and the departments read."""

from collections.abc import Iterable, Mapping

from sqlalchemy import BigInteger, Boolean, Column, Index, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

from sync import fields as f
from sync.kind import Kind

METADATA = MetaData()
"""The flat tables; apart from the ledger's, since they can be dropped and laid out again at any time."""

_KINDS: dict[str, Kind] = {}

INDEXED = ("outlet", "visit", "made_on", "scope")

_TYPES: Mapping[type[f.Field], type[TypeEngine]] = {
    f.Integer: BigInteger,
    f.Money: BigInteger,
    f.Instant: BigInteger,
    f.Boolean: Boolean,
}


def lay_out(kinds: Iterable[Kind]) -> None:
    """Declare the tables of kinds that have none yet."""
    for kind in kinds:
        if kind.name not in _KINDS:
            _KINDS[kind.name] = kind
            _table_of(kind)


def laid_out_kinds() -> dict[str, Kind]:
    """The kinds that have a flat table, by name."""
    return dict(_KINDS)


def flat_table(kind_name: str) -> Table:
    """The flat table of a kind; KeyError when no such kind was laid out."""
    return METADATA.tables[f"flat_{kind_name}"]


def flat_tables() -> dict[str, Table]:
    """All flat tables by the name of their kind."""
    return {name.removeprefix("flat_"): table for name, table in METADATA.tables.items()}


def columns_of(field: f.Field) -> list[tuple[str, type[TypeEngine]]]:
    """The columns that one declared field is laid out in, with their types."""
    if isinstance(field, f.Position):
        return [(f"{field.name}_{part}", BigInteger) for part in ("lat_e6", "lon_e6", "accuracy_m")]
    if isinstance(field, f.Choices):
        return [(f"{field.name}_{key.name}", Text) for key in field.keys]
    return [(field.name, _TYPES.get(type(field), Text))]


def has_own_visit(kind: Kind) -> bool:
    """Whether the visit of a record is read off its id, not from a field."""
    return kind.identity.form == "per_visit" and "visit" not in kind.by_name


def _table_of(kind: Kind) -> Table:
    columns: list[Column] = [
        Column("id", Text, primary_key=True),
        Column("scope", Text, nullable=False),
        Column("rev", BigInteger, nullable=False),
        Column("author", Text, nullable=False),
        Column("device", Text, nullable=False),
        Column("made_at", BigInteger, nullable=False),
        Column("first_at", BigInteger, nullable=False),
        Column("received_at", BigInteger, nullable=False),
        Column("first_received_at", BigInteger, nullable=False),
        Column("made_on", Text, nullable=False),
        Column("retired", Boolean, nullable=False),
        Column("doubts", Text, nullable=False),
    ]
    if has_own_visit(kind):
        columns.append(Column("visit", Text))
    columns += [Column(name, type_) for field in kind.fields for name, type_ in columns_of(field)]
    table = Table(f"flat_{kind.name}", METADATA, *columns)
    for name in INDEXED:
        if name in table.c:
            Index(f"ix_{table.name}_{name}", table.c[name])
    return table
