"""The two servers that run on Node: PouchDB's and RxDB's, both with everything in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from bench.peers.installed import HERE, node
from bench.peers.peer import Line
from bench.served import Served, process
from tests.running import free_port

PAGE = 2_000


class PouchDB:
    """`express-pouchdb` with the memory adapter."""

    name = "PouchDB server (memory)"

    @contextmanager
    def serve(self, folder: Path) -> Iterator[Served]:
        """The server."""
        node()
        port = free_port()
        command = ["node", str(HERE / "pouchdb.cjs"), str(port), str(folder / "pouchdb.txt")]
        with process(command, port, "/", folder / "pouchdb.log") as served:
            yield served

    def prepare(self, line: Line) -> None:
        """A database."""
        line.ask("PUT", "/bench")

    def push(self, line: Line, batch: list[dict[str, Any]]) -> None:
        """One bulk of documents."""
        docs = [{"_id": op["record"], "kind": op["kind"], "scope": op["scope"], **op["fields"]} for op in batch]
        told = line.tell("POST", "/bench/_bulk_docs", {"docs": docs})
        assert all(each.get("ok") for each in told), told[0]

    def pull(self, line: Line) -> int:
        """The feed of changes with their documents, as a replication reads it."""
        found, since = 0, "0"
        while True:
            page = orjson.loads(line.ask("GET", f"/bench/_changes?include_docs=true&limit={PAGE}&since={since}"))
            found, since = found + len(page["results"]), str(page["last_seq"])
            if len(page["results"]) < PAGE:
                return found


class RxDB:
    """`rxdb-server` with the memory storage and no validation."""

    name = "RxDB server (memory)"

    @contextmanager
    def serve(self, folder: Path) -> Iterator[Served]:
        """The server."""
        node()
        port = free_port()
        with process(["node", str(HERE / "rxdb.cjs"), str(port)], port, "/", folder / "rxdb.log") as served:
            yield served

    def prepare(self, line: Line) -> None:
        """Nothing: the collection is there."""

    def push(self, line: Line, batch: list[dict[str, Any]]) -> None:
        """New states of documents; what comes back are conflicts."""
        rows = [
            {
                "newDocumentState": {
                    "id": op["record"],
                    "kind": op["kind"],
                    "scope": op["scope"],
                    "fields": op["fields"],
                    "_deleted": False,
                }
            }
            for op in batch
        ]
        assert line.tell("POST", "/records/0/push", rows) == []

    def pull(self, line: Line) -> int:
        """From checkpoint to checkpoint."""
        found, checkpoint = 0, {"id": "", "lwt": 0}
        while True:
            asked = f"/records/0/pull?id={checkpoint['id']}&lwt={checkpoint['lwt']}&limit={PAGE}"
            page = orjson.loads(line.ask("GET", asked))
            found, checkpoint = found + len(page["documents"]), page["checkpoint"]
            if len(page["documents"]) < PAGE:
                return found
