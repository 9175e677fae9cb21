"""Kinto, with its storage in memory or in PostgreSQL."""

import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from bench.peers.installed import Unavailable, python
from bench.peers.peer import Line
from bench.served import Served, process
from tests.running import free_port

RECORDS = "/v1/buckets/bench/collections/records/records"
SIGNED = {"Authorization": "Basic " + b64encode(b"bench:bench").decode()}
SETTINGS = """
[app:main]
use = egg:kinto
kinto.userid_hmac_secret = bench
kinto.bucket_create_principals = system.Authenticated
kinto.batch_max_requests = 100
kinto.paginate_by = 2000
kinto.storage_backend = kinto.core.storage.{backend}
kinto.cache_backend = kinto.core.cache.{backend}
kinto.permission_backend = kinto.core.permission.{backend}
kinto.storage_url = {url}
kinto.cache_url = {url}
kinto.permission_url = {url}
multiauth.policies = basicauth
multiauth.policy.basicauth.use = kinto.core.authentication.BasicAuthAuthenticationPolicy

[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}

[loggers]
keys = root
[handlers]
keys =
[formatters]
keys =
[logger_root]
level = ERROR
handlers =
"""


@dataclass
class Kinto:
    """`database` is an address of PostgreSQL, or empty."""

    database: str = ""

    @property
    def name(self) -> str:
        """How the table calls it."""
        return f"Kinto ({'PostgreSQL' if self.database else 'memory'})"

    @contextmanager
    def serve(self, folder: Path) -> Iterator[Served]:
        """Kinto behind its usual server."""
        programs, port, settings = python(), free_port(), folder / "kinto.ini"
        backend, url = ("postgresql", self.database.replace("+psycopg", "")) if self.database else ("memory", "")
        settings.write_text(SETTINGS.format(backend=backend, url=url, port=port))
        kinto = str(programs / "kinto")
        if self.database:
            done = subprocess.run(
                [kinto, "migrate", "--ini", str(settings)], capture_output=True, text=True, timeout=120
            )
            if done.returncode:
                raise Unavailable(f"its tables cannot be made: {done.stderr.strip().splitlines()[-1][:160]}")
        with process([kinto, "start", "--ini", str(settings)], port, "/v1/", folder / "kinto.log") as served:
            yield served

    def prepare(self, line: Line) -> None:
        """A bucket and a collection."""
        line.headers |= SIGNED
        line.tell("PUT", "/v1/buckets/bench", {})
        line.tell("PUT", "/v1/buckets/bench/collections/records", {})

    def push(self, line: Line, batch: list[dict[str, Any]]) -> None:
        """One batch request of PUTs; Kinto's names hold no slash."""
        asked = [
            {
                "path": f"{RECORDS}/{op['record'].replace('/', '_')}",
                "body": {"data": {**op["fields"], "kind": op["kind"]}},
            }
            for op in batch
        ]
        told = line.tell("POST", "/v1/batch", {"defaults": {"method": "PUT"}, "requests": asked})
        assert all(each["status"] in (200, 201) for each in told["responses"]), told["responses"][0]

    def pull(self, line: Line) -> int:
        """Page by page, as it is offered."""
        found, address = 0, f"{RECORDS}?_limit=2000"
        while address:
            line.connection.request("GET", address, headers=line.headers)
            answer = line.connection.getresponse()
            text = answer.read()
            assert answer.status == 200, text[:500]
            found += len(orjson.loads(text)["data"])
            address = "/" + answer.headers.get("Next-Page", "").partition("://")[2].partition("/")[2]
            address = "" if address == "/" else address
        return found
