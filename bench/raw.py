"""The other side: bare SQL on the same bytes, and a Flask endpoint around it that does nothing more."""

from pathlib import Path

import orjson
from flask import Flask, Response, request
from sqlalchemy import Column, Index, Integer, MetaData, Table, Text, create_engine, select
from sqlalchemy.dialects import postgresql, sqlite

from bench.ours import called
from bench.workload import ops_in
from server.database import speak_properly


class Raw:
    """A bulk upsert through the same library, as durable as the ledger; `readable` with the index that a pull needs."""

    def __init__(self, folder: Path, database: str = "", *, readable: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(database or f"sqlite:///{folder / 'raw.sqlite'}", pool_size=8)
        speak_properly(self._engine)
        meta = MetaData()
        self._table = Table(
            "raw_record",
            meta,
            Column("id", Text, primary_key=True),
            Column("kind", Text),
            Column("scope", Text),
            Column("rev", Integer),
            Column("fields", Text),
        )
        if readable:
            Index("ix_raw_scope", self._table.c.scope)
        meta.create_all(self._engine)
        new = (postgresql if database else sqlite).insert(self._table)
        self._upsert = new.on_conflict_do_update(
            index_elements=["id"], set_={"rev": new.excluded.rev, "fields": new.excluded.fields}
        )

    def take(self, body: bytes) -> None:
        """Read one request and upsert its records in one transaction."""
        rows = [
            {
                "id": op["record"],
                "kind": op["kind"],
                "scope": op["scope"],
                "rev": 1,
                "fields": orjson.dumps(op["fields"]).decode(),
            }
            for op in ops_in(body)
        ]
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(self._upsert, rows)

    def push(self, bodies: list[bytes]) -> None:
        """Take requests one after the other."""
        for body in bodies:
            self.take(body)

    def pull(self, scope: str, expected: int) -> None:
        """Select a scope of a readable table as a stream and join the stored JSON to one answer."""
        table = self._table
        query = select(table.c.id, table.c.kind, table.c.rev, table.c.fields).where(table.c.scope == scope)
        with self._engine.connect() as connection, connection.begin():
            rows = connection.execution_options(yield_per=2_000).execute(query)
            answer = ",".join(f'{{"id":"{i}","kind":"{k}","rev":{r},"fields":{f}}}' for i, k, r, f in rows).encode()
        assert answer.count(b'"rev"') == expected


class Endpoint:
    """A Flask endpoint that parses and upserts: no check, no permission, no merge, no journal."""

    def __init__(self, folder: Path, database: str = "") -> None:
        raw = Raw(folder, database)
        self.app = Flask(__name__)

        @self.app.post("/upsert")
        def upsert() -> Response:
            raw.take(request.get_data())
            return Response(b"{}", content_type="application/json")

    def push(self, bodies: list[bytes]) -> None:
        """Post requests one after the other."""
        for body in bodies:
            called(self.app, "/upsert", body)
