"""A server in a process group of its own, which can be killed as a whole, and whose disk can be made to fail."""

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

import psutil
import requests

from server.settings import Settings
from tests.faults.nursery import Nursery
from tests.running import BOOT_S, ROOT, STOP_S, Server

CHEAP = {"password_rounds": 1, "password_memory_kib": 64}
EVERY_S = 0.01


@dataclass
class Served(Server):
    """The app behind gunicorn, on the embedded store or on the database at an address."""

    database: str = ""
    workers: int = 1

    @property
    def settings(self) -> Settings:
        """The same installation, for an app in this process."""
        return Settings(data=self.data, database_url=self.database, **CHEAP)

    @property
    def environment(self) -> dict[str, str]:
        """What the server and its commands are told."""
        told = {"TALLYROUND_DATABASE_URL": self.database}
        told |= {f"TALLYROUND_{name.upper()}": str(value) for name, value in CHEAP.items()}
        return {**super().environment, **told}

    def start(self, nursery: Nursery | None = None) -> float:
        """Serve, born by a nursery or from nothing; seconds until it answered."""
        log = self.data / "server.log"
        words = [self.wsgi, "--bind", f"127.0.0.1:{self.port}"]
        words += ["--workers", str(self.workers), "--threads", "8", "--worker-class", "gthread"]
        words += ["--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"]
        begin = time.monotonic()
        if nursery is not None:
            self._process = nursery.bear(words, self.environment, log)
        else:
            command, out = [sys.executable, "-m", "gunicorn", *words], log.open("a")
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=out, stderr=out, start_new_session=True
            )
        self.wait_until_healthy()
        return time.monotonic() - begin

    def wait_until_healthy(self) -> None:
        """Returns when the server and its store answer; at once when they do already."""
        until = time.monotonic() + BOOT_S
        while time.monotonic() < until:
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{self.url}/healthz", timeout=5).ok:
                    return
            if self._process is None or self._process.poll() is not None:
                break
            time.sleep(EVERY_S)
        raise RuntimeError((self.data / "server.log").read_text()[-3000:])

    def kill(self) -> None:
        """End every process of the server at once; returns when the last has let go of the port."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(STOP_S)
        self._process = None
        while self._is_listening():
            time.sleep(EVERY_S)

    def _is_listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def allow_files_of(self, most: int = resource.RLIM_INFINITY) -> None:
        """From now on no file of the server can be written beyond so many bytes, as on a full disk."""
        assert self._process is not None
        main = psutil.Process(self._process.pid)
        for each in (main, *main.children(recursive=True)):
            _, hard = resource.prlimit(each.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(each.pid, resource.RLIMIT_FSIZE, (most, hard))
