"""What every peer is asked: to take the day's records in batches, and to give all of them back."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Protocol

import orjson

from bench.served import Served
from bench.workload import ops_in


class Peer(Protocol):
    """A server with a way of its own to say the same."""

    name: str

    def serve(self, folder: Path) -> AbstractContextManager[Served]:
        """The server, for as long as the block lasts."""

    def prepare(self, line: "Line") -> None:
        """Make what must be there before records come."""

    def push(self, line: "Line", batch: list[dict[str, Any]]) -> None:
        """Send one batch of ops; each must be taken."""

    def pull(self, line: "Line") -> int:
        """Read everything; how many records that were."""


@dataclass
class Line:
    """One open connection to a server."""

    connection: HTTPConnection
    headers: dict[str, str]

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The answer, as it came."""
        self.connection.request(method, path, body or None, {"Content-Type": "application/json", **self.headers})
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status < 300, (answer.status, text[:500])
        return text

    def tell(self, method: str, path: str, value: Any) -> Any:
        """The answer to a piece of JSON."""
        return orjson.loads(self.ask(method, path, orjson.dumps(value)))


def batches(sent: list[bytes]) -> Iterator[list[dict[str, Any]]]:
    """The ops of each request."""
    yield from map(ops_in, sent)
