"""The latest word on a thing comes first."""

from sqlalchemy import ColumnElement, Table, func


def nth(table: Table, *about: ColumnElement) -> ColumnElement[int]:
    """Which word on the same thing a row is, counted from the latest; column `nth`."""
    order = (table.c.first_at.desc(), table.c.id.desc())
    return func.row_number().over(partition_by=about, order_by=order).label("nth")
