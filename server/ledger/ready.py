"""Statements that every exchange runs: put into a dialect's words once, then given to the driver as they are."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ClauseElement,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    func,
    select,
    update,
)
from sqlalchemy import column as named
from sqlalchemy.exc import DBAPIError

from server.ledger.text import to_text

MANY = 5_000


class Idiom(NamedTuple):
    """What the two stores want to hear in different words.

    `among` asks whether a column is one of a list that is given under a name. `first` cuts an arm of a union to its
    first rows by `seq`, as many as are given as `most`, where a store would otherwise sort all of them. `listed` makes
    one text of all rows of a question: a list of lists in JSON.
    """

    among: Callable[[ColumnElement, str], ColumnElement]
    first: Callable[[Select], Select]
    listed: Callable[..., ColumnElement]


class _Said(NamedTuple):
    """A statement in the words of one dialect; `order` names its values where they are told apart by place."""

    words: str
    order: Sequence[str] | None
    fixed: dict[str, Any]

    def values(self, given: dict[str, Any]) -> Any:
        if self.order is None:
            return {**self.fixed, **given}
        values = {**self.fixed, **given}
        return tuple([to_text(v) if type(v := values[name]) is list else v for name in self.order])


class Ready:
    """A statement made on its first use on a dialect. Whoever reads its rows gets the driver's own values.

    SQLAlchemy costs more than the statement itself where a handful of rows is read, so past the making of the words
    it is left out. `make` is given the dialect's own ways.
    """

    def __init__(self, make: Callable[[Idiom], ClauseElement]) -> None:
        self._make = make
        self._said: dict[str, _Said] = {}
        self._row: Callable[[Iterable[Any]], Any] = tuple

    def rows(self, connection: Connection, **given: Any) -> list[Any]:
        """The rows for the values given by name; a list is given for a column that is asked to be one of many."""
        said = self._said.get(connection.dialect.name) or self._say(connection.dialect)
        try:
            found = connection.connection.driver_connection.execute(said.words, said.values(given))  # type: ignore
            return list(map(self._row, found.fetchall()))
        except _errors(connection) as error:
            raise _as_sql(connection, said.words, error) from error

    def run(self, connection: Connection, *each: dict[str, Any]) -> None:
        """Do it once for each set of values."""
        said = self._said.get(connection.dialect.name) or self._say(connection.dialect)
        try:
            cursor = connection.connection.cursor()
            cursor.executemany(said.words, [said.values(given) for given in each])
            cursor.close()
        except _errors(connection) as error:
            raise _as_sql(connection, said.words, error) from error

    def _say(self, dialect: Dialect) -> _Said:
        made = self._make(_SQLITE if dialect.name == "sqlite" else _POSTGRESQL)
        compiled = made.compile(dialect=dialect)
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        order = compiled.positiontup if dialect.positional else None  # type: ignore[attr-defined]
        if isinstance(made, Select):
            self._row = namedtuple("Row", [each.key for each in made.selected_columns])._make  # type: ignore
        self._said[dialect.name] = said = _Said(str(compiled), order, fixed)
        return said


def changing(table: Table, *names: str) -> Ready:
    """An update of one row by its id, which is given as `b_id`."""
    return Ready(
        lambda _: update(table).where(table.c.id == bindparam("b_id")).values({n: bindparam(n) for n in names})
    )


def chunks(names: list[str]) -> list[list[str]]:
    """The names, as many at a time as one question may hold."""
    return [names[start : start + MANY] for start in range(0, len(names), MANY)]


def insert_many(connection: Connection, table: Table, rows: Sequence[tuple]) -> None:
    """Insert rows that name every column, in the order of the table."""
    names = ", ".join(table.c.keys())
    if connection.dialect.name == "sqlite":
        words = f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(table.c))})"
    else:
        words = f"COPY {table.name} ({names}) FROM STDIN"
    try:
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.executemany(words, rows)  # type: ignore[union-attr]
            return
        with connection.connection.cursor() as cursor, cursor.copy(words) as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)
    except _errors(connection) as error:
        raise _as_sql(connection, words, error) from error


def _errors(connection: Connection) -> type[Exception]:
    return connection.dialect.loaded_dbapi.Error


def _as_sql(connection: Connection, words: str, error: Exception) -> BaseException:
    """The driver's error in SQLAlchemy's terms, by which a failing store is known."""
    return DBAPIError.instance(words, (), error, _errors(connection), dialect=connection.dialect)


def _among_json(column: ColumnElement, name: str) -> ColumnElement:
    return column.in_(select(named("value")).select_from(func.json_each(bindparam(name))))


def _among_array(column: ColumnElement, name: str) -> ColumnElement:
    return column == any_(bindparam(name, type_=ARRAY(Text)))


def _cut(arm: Select) -> Select:
    return select(arm.order_by("seq").limit(bindparam("most")).subquery())


def _listed_by_sqlite(*columns: ColumnElement) -> ColumnElement:
    return func.json_group_array(func.json_array(*columns))


def _listed_by_postgresql(*columns: ColumnElement) -> ColumnElement:
    return func.coalesce(cast(func.json_agg(func.json_build_array(*columns)), Text), "[]")


_SQLITE = Idiom(_among_json, lambda arm: arm, _listed_by_sqlite)
_POSTGRESQL = Idiom(_among_array, _cut, _listed_by_postgresql)
