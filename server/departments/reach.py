"""How far a reader sees: names and `*`-patterns of scopes, asked in Python or in the store."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, false, or_, true

from server.departments.filters import Filters


@dataclass(frozen=True)
class Reach:
    """The scopes that somebody may read."""

    patterns: tuple[str, ...]

    def covers(self, scope: object) -> bool:
        """Whether a scope may be read."""
        return isinstance(scope, str) and any(_names(pattern, scope) for pattern in self.patterns)

    def condition(self, column: ColumnElement) -> ColumnElement[bool]:
        """The condition that a scope in a column may be read."""
        return or_(false(), *(_condition(pattern, column) for pattern in self.patterns))


def reach_of(patterns: Iterable[str]) -> Reach:
    """The reach that some patterns give."""
    return Reach(tuple(patterns))


def _names(pattern: str, scope: str) -> bool:
    return scope.startswith(pattern[:-1]) if pattern.endswith("*") else scope == pattern


def _condition(pattern: str, column: ColumnElement) -> ColumnElement[bool]:
    return column.startswith(pattern[:-1], autoescape=True) if pattern.endswith("*") else column == pattern


def may_read(table: FromClause, filters: Filters) -> ColumnElement[bool]:
    """The condition that a record lies in a scope that the filters' reader may read."""
    return true() if filters.sees is None else Reach(filters.sees).condition(table.c.scope)
