"""The two sides of each comparison: the exchange as a server process runs it, and bare SQL on the same bytes."""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil
from flask import Flask, Response
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, select
from sqlalchemy.dialects import postgresql, sqlite

from server import create_app
from server.access import require_person, start_session
from server.database import speak_properly
from server.settings import Settings
from tests.cast import AMINA, AMINAS_PHONE, MINUTE, MONTH, NOW
from tests.given import Clock, company, grant_routes

EMPTY = "/bench/empty"


@dataclass
class Cost:
    """What one side took for some records."""

    records: int
    cpu_s: float
    wall_s: float

    @property
    def cpu_us(self) -> float:
        """Microseconds of CPU a record."""
        return self.cpu_s / self.records * 1e6

    @property
    def per_second(self) -> float:
        """Records a second."""
        return self.records / self.wall_s


def cpu_seconds() -> float:
    """CPU time of this process and of the database servers beside it."""
    total = time.process_time()
    for process in psutil.process_iter(["name", "cpu_times"]):
        if process.info["name"] == "postgres" and process.info["cpu_times"] is not None:
            total += process.info["cpu_times"].user + process.info["cpu_times"].system
    return total


@contextmanager
def measured(records: int) -> Iterator[Cost]:
    """The cost of a block."""
    cost = Cost(records, 0.0, 0.0)
    cpu, wall = cpu_seconds(), time.perf_counter()
    yield cost
    cost.cpu_s, cost.wall_s = cpu_seconds() - cpu, time.perf_counter() - wall


class Exchange:
    """An app of its own, called as a WSGI server calls it."""

    def __init__(self, folder: Path, database: str = "", route: str = "n1", device: str = AMINAS_PHONE) -> None:
        settings = Settings(
            data=folder,
            database_url=database,
            password_rounds=1,
            password_memory_kib=64,
            page_rows=100_000,
            page_bytes=10**9,
        )
        self.app: Flask = create_app(settings, clock=Clock(NOW + 10 * MINUTE))
        self.app.add_url_rule(EMPTY, "empty", _empty)
        company(self.app)
        with self.app.app_context():
            grant_routes(AMINA, [route])
            self._token, _ = start_session(AMINA, device)
        self.route = route
        self.have: dict[str, str] = {}

    def call(self, body: bytes, path: str = "/api/v1/exchange", method: str = "POST") -> bytes:
        """The answer to a request."""
        status: list[str] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_AUTHORIZATION": f"Bearer {self._token}",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }

        def start_response(code: str, _headers: list, _error: object = None) -> Callable[[bytes], object]:
            status.append(code)
            return lambda part: None

        parts = self.app.wsgi_app(environ, start_response)
        answer = b"".join(parts)
        assert status == ["200 OK"], (status, answer[:500])
        return answer

    def push(self, bodies: list[bytes]) -> None:
        """Send everything; each change must be accepted."""
        for body in bodies:
            told = orjson.loads(self.call(body.replace(b'"have":{}', b'"have":%b' % orjson.dumps(self.have), 1)))
            assert all(each["verdict"] == "accepted" for each in told["verdicts"])
            self.have |= {part["id"]: part["out"] for part in told["scopes"]}

    def ask(self, **more: object) -> dict:
        """The answer to a request without changes."""
        body = {"device": AMINAS_PHONE, "request": 1, "have": {}, "budget": {"rows": 100_000, "bytes": 10**9}}
        return orjson.loads(self.call(orjson.dumps(body | more)))

    def pull(self, expected: int) -> int:
        """Read the month from its start; how many bytes that was."""
        body = {"device": AMINAS_PHONE, "request": 1, "have": {}, "budget": {"rows": 100_000, "bytes": 10**9}}
        answer = self.call(orjson.dumps(body))
        assert answer.count(b'"rev":') >= expected
        return len(answer)

    def first_load(self) -> tuple[str, int]:
        """Where the month's snapshot is, made ready; and how many bytes it has."""
        scopes = self.ask(snapshots=True)["scopes"]
        address = next(part["snapshot"] for part in scopes if part["id"] == f"visits:{self.route}:{MONTH}")
        return address, len(self.call(b"", address, "GET"))

    def catch_up(self) -> int:
        """Lay out everything; how many records."""
        with self.app.app_context():
            return self.app.extensions["projector"].rebuild()


def _empty() -> Response:
    require_person()
    return Response(b"{}", content_type="application/json")


class Raw:
    """A bulk upsert of the same bytes through the same library, as durable as the ledger, and nothing else."""

    def __init__(self, folder: Path, database: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(database or f"sqlite:///{folder / 'raw.sqlite'}")
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
        meta.create_all(self._engine)
        new = (postgresql if database else sqlite).insert(self._table)
        self._upsert = new.on_conflict_do_update(
            index_elements=["id"], set_={"rev": new.excluded.rev, "fields": new.excluded.fields}
        )

    def push(self, bodies: list[bytes]) -> None:
        """Read every request and upsert its records in one transaction."""
        for body in bodies:
            ops = [change["ops"][0] for change in orjson.loads(body)["changes"]]
            rows = [
                {
                    "id": op["record"],
                    "kind": op["kind"],
                    "scope": op["scope"],
                    "rev": 1,
                    "fields": orjson.dumps(op["fields"]).decode(),
                }
                for op in ops
            ]
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                connection.execute(self._upsert, rows)

    def pull(self, expected: int) -> int:
        """Select everything and join the stored JSON to one answer; how many bytes that was."""
        table = self._table
        query = select(table.c.id, table.c.kind, table.c.rev, table.c.fields)
        with self._engine.connect() as connection, connection.begin():
            rows = connection.execute(query.where(table.c.scope == f"visits:n1:{MONTH}"))
            answer = ",".join(f'{{"id":"{i}","kind":"{k}","rev":{r},"fields":{f}}}' for i, k, r, f in rows).encode()
        assert answer.count(b'"rev"') == expected
        return len(answer)
