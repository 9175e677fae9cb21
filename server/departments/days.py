"""Days between two local days, asked in the store, in the words of each database."""

from sqlalchemy import Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_from(FunctionElement):
    """`days_from(first, last)`: whole days from one local day (text) to a later one; null where one is missing."""

    type = Float()
    inherit_cache = True


@compiles(days_from, "sqlite")
def _in_sqlite(element, compiler, **words) -> str:
    first, last = (compiler.process(each, **words) for each in element.clauses)
    return f"(julianday({last}) - julianday({first}))"


@compiles(days_from, "postgresql")
def _in_postgresql(element, compiler, **words) -> str:
    first, last = (compiler.process(each, **words) for each in element.clauses)
    return f"(CAST({last} AS date) - CAST({first} AS date))"
