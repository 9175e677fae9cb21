"""Our server as it is run in earnest, `python -m server.serve`, in processes of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import requests

from tests.running import ROOT, free_port

BOOT_S = 60
STOP_S = 30


@dataclass(frozen=True)
class Served:
    """A server that answers: where, and the process whose CPU counts."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def process(command: Sequence[str], port: int, answers: str, log: Path, **more: str) -> Iterator[Served]:
    """A server process, from its first answer to the end of the block."""
    with log.open("w") as out:
        child = subprocess.Popen(command, stdout=out, stderr=out, cwd=ROOT, env={**os.environ, **more})
        try:
            _wait(child, f"http://127.0.0.1:{port}{answers}", log)
            yield Served(port, child.pid)
        finally:
            child.terminate()
            with suppress(subprocess.TimeoutExpired):
                child.wait(STOP_S)
            child.kill()


def _wait(child: subprocess.Popen, url: str, log: Path) -> None:
    until = time.monotonic() + BOOT_S
    while time.monotonic() < until and child.poll() is None:
        with suppress(requests.RequestException):
            if requests.get(url, timeout=5).status_code < 500:
                return
        time.sleep(0.1)
    said = log.read_text()
    why = [line.strip() for line in said.splitlines() if "Error" in line]
    raise RuntimeError(f"does not start: {why[0] if why else said[-500:]}")


@contextmanager
def tallyround(data: Path, database: str = "", workers: int = 2) -> Iterator[Served]:
    """Web processes and the clock, on a store."""
    port = free_port()
    environment = {"TALLYROUND_DATA": str(data), "TALLYROUND_DATABASE_URL": database, "PORT": str(port)}
    command = [sys.executable, "-m", "server.serve", "--workers", str(workers)]
    with process(command, port, "/healthz", data / "server.log", **environment) as served:
        yield served


def posted(connection: HTTPConnection, path: str, body: bytes, token: str) -> bytes:
    """The answer to a request on a line that stays open."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, (answer.status, text[:500])
    return text
