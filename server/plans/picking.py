"""What a plan may name: products, material, gifts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.flat import flat_table

Named = list[tuple[str, str]]


def things(session: Session) -> dict[str, Named]:
    """For each kind of thing, (id, name) of what there is, in order of name."""
    return {kind: _named(session, kind) for kind in ("product", "pop_item", "gift")}


def _named(session: Session, kind: str) -> Named:
    table = flat_table(kind).c
    query = select(table.id, table.name).where(~table.retired).order_by(table.name)
    return [(row.id, row.name or row.id) for row in session.execute(query)]
