"""A small world on a real store: flat tables filled by hand, numbers small enough for pencil and paper."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import create_engine, event, insert
from sqlalchemy.orm import Session

from server.departments.filters import read_filters
from server.flat import METADATA, flat_table, lay_out
from sync.kinds import CATALOGUE

TODAY = "2026-11-30"
NOW = int(datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp() * 1000)
HOUR = 3_600_000


def day(days_ago: int) -> str:
    return (datetime.fromisoformat(TODAY) - timedelta(days=days_ago)).date().isoformat()


def filters(**query):
    return read_filters({name.rstrip("_"): value for name, value in query.items()}, today=TODAY, now=NOW)


class World:
    """Flat tables and a way to put records into them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.made = 0

    def put(self, kind: str, record: str, *, ago: int = 1, hour: int = 10, by: str = "amina", **fields) -> str:
        """One record made some days ago at an hour of the day."""
        self.made += 1
        at = NOW - ago * 24 * HOUR - (12 - hour) * HOUR
        envelope = {
            "id": record,
            "scope": fields.pop("scope", "visits:north-1:2026-11"),
            "rev": self.made,
            "author": by,
            "device": f"device-{by}",
            "made_at": at,
            "first_at": at,
            "received_at": at + HOUR,
            "first_received_at": at + fields.pop("travelled", HOUR),
            "made_on": day(ago),
            "retired": fields.pop("retired", False),
            "doubts": fields.pop("doubts", "[]"),
        }
        self.session.execute(insert(flat_table(kind)).values(**envelope, **fields))
        return record

    def outlets(self, count: int, turnover=(), outlet_class="A", route="route/north-1", **fields) -> list[str]:
        """Outlets 1 to count on one route."""
        for n in range(1, count + 1):
            money = turnover[n - 1] if n <= len(turnover) else None
            self.put(
                "outlet",
                f"outlet/{n}",
                ago=90,
                name=f"Shop {n}",
                outlet_class=outlet_class,
                channel="kiosk" if n % 2 else "grocery",
                route=route,
                turnover_minor=money,
                currency="EUR" if money is not None else None,
                status="active",
                scope="route:north-1",
                **fields,
            )
        return [f"outlet/{n}" for n in range(1, count + 1)]

    def route(self, name="north-1", territory="territory/north", region="North", tallyman="amina") -> None:
        """A route with its territory."""
        self.put("territory", territory, ago=90, name="Northern territory", region=region, scope="company")
        self.put(
            "route",
            f"route/{name}",
            ago=90,
            name="North 1",
            territory=territory,
            tallyman=tallyman,
            scope=f"route:{name}",
        )

    def product(self, name="cola", brand="Brisk", category="drinks") -> str:
        """One product."""
        return self.put(
            "product",
            f"product/{name}",
            ago=90,
            name=name.title(),
            brand=brand,
            category=category,
            scope="company",
        )

    def must_stock(self, *skus: str, outlet_class="A", from_on=None, until_on=None) -> None:
        """Lines of the must-stock list."""
        for sku in skus:
            record = f"must_stock/{outlet_class}-{sku.rsplit('/')[-1]}-{from_on or ''}"
            self.put(
                "must_stock",
                record,
                ago=90,
                sku=sku,
                outlet_class=outlet_class,
                from_on=from_on,
                until_on=until_on,
                scope="company",
            )

    def tally(
        self, outlet: str, sku: str, state: str | None = "on_shelf", *, ago=1, hour=10, by="amina", **fields
    ) -> str:
        """One product counted at one outlet, in a visit of its own."""
        visit = f"visit-{outlet.rsplit('/')[-1]}-{ago}-{hour}-{by}"
        return self.put(
            "stock_count",
            f"{visit}/stock_count/{sku}",
            ago=ago,
            hour=hour,
            by=by,
            visit=visit,
            outlet=outlet,
            sku=sku,
            **({"state_on_exit": state} | fields),
        )

    def visit(self, outlet: str, *, ago=1, hour=10, by="amina", minutes=6, **fields) -> str:
        """A finished visit."""
        start = NOW - ago * 24 * HOUR - (12 - hour) * HOUR
        given = {
            "route": "route/north-1",
            "started_at": start,
            "ended_at": start + minutes * 60_000,
            "ended_by": "person",
            "outcome": "done",
        }
        return self.put(
            "visit",
            f"visit-{outlet.rsplit('/')[-1]}-{ago}-{hour}-{by}",
            ago=ago,
            hour=hour,
            by=by,
            outlet=outlet,
            **(given | fields),
        )


def open_world(url: str = "sqlite://") -> tuple[World, object]:
    """An empty world on a store."""
    lay_out(CATALOGUE)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    METADATA.create_all(engine)
    return World(Session(engine)), engine
