"""The flat tables as they lie there."""

from typing import Any

from sqlalchemy import select

from server.flat import flat_tables
from tests.laws.world import World


def flat_rows(world: World, kinds: set[str]) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the flat tables of some kinds, in order of id."""
    with world.server.ledger.reading() as connection:
        return {
            kind: [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
            for kind, table in flat_tables().items()
            if kind in kinds
        }
