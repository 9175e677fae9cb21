"""What the filter bar offers: the regions, territories, routes, brands, categories, channels and classes there are."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.departments.universe import CLASS_WEIGHTS
from server.flat import flat_table

Options = list[tuple[str, str]]


def choices(session: Session, territory: str | None = None) -> dict[str, Options]:
    """For each part, (value, name) of what can be chosen; inside one territory when given."""
    routes = flat_table("route")
    of_routes = select(routes.c.id, routes.c.name).where(~routes.c.retired).order_by(routes.c.name)
    if territory:
        of_routes = of_routes.where(routes.c.territory == territory)
    own = (
        {}
        if territory
        else {"region": _distinct(session, "territory", "region"), "territory": _named(session, "territory")}
    )
    return own | {
        "route": [(row.id, row.name or row.id) for row in session.execute(of_routes)],
        "channel": _distinct(session, "outlet", "channel"),
        "outlet_class": [(each, each) for each in CLASS_WEIGHTS],
        "brand": _distinct(session, "product", "brand"),
        "category": _distinct(session, "product", "category"),
    }


def _named(session: Session, kind: str) -> Options:
    table = flat_table(kind).c
    query = select(table.id, table.name).where(~table.retired).order_by(table.name)
    return [(row.id, row.name or row.id) for row in session.execute(query)]


def _distinct(session: Session, kind: str, name: str) -> Options:
    column = flat_table(kind).c[name]
    values = session.scalars(select(column).where(column.is_not(None)).distinct().order_by(column))
    return [(value, value) for value in values]
