"""A real server in a process of its own, on a store with the demo company; and real browsers beside it."""

import contextlib
import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import requests
from playwright.sync_api import BrowserContext, Page, Playwright

ROOT = Path(__file__).parents[1]
BOOT_S = 60
PORTS = range(12_000, 32_000)
STOP_S = 20
PATIENCE_MS = 20_000
"""How long a hand waits for what it taps or looks for: long, since a machine may be busy."""
COMMAND_S = 300
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HERE = {"latitude": 55.0046, "longitude": 2.4888, "accuracy": 15}


def free_port() -> int:
    """A port that nobody listens on, and that nobody is given while its server is stopped.

    Such as the kernel gives would be free to anybody between a stop and a start; these are handed out by this process
    alone, in turn, from a place of its own below those that the kernel gives.
    """
    return next(port for port in _ports() if _is_free(port))


@cache
def _ports() -> Iterator[int]:
    return itertools.cycle(random.Random(os.getpid()).sample(PORTS, len(PORTS)))


def _is_free(port: int) -> bool:
    with socket.socket() as probe, contextlib.suppress(OSError):
        probe.bind(("127.0.0.1", port))
        return True
    return False


@cache
def _nursery() -> Any:
    """Where servers are born that need not load Python's modules first; it ends with the tests."""
    from tests.faults.nursery import Nursery  # which knows this module

    return Nursery()


@dataclass
class Server:
    """The app behind gunicorn. It can be stopped and started again on the same store and port."""

    data: Path
    wsgi: str = "wsgi:app"
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen | psutil.Process | None = None

    @property
    def url(self) -> str:
        """Where phone and desk are."""
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What the server and its commands are told."""
        return {**os.environ, "TALLYROUND_DATA": str(self.data), "PYTHONPATH": str(ROOT)}

    def start(self) -> None:
        """Serve; returns when it answers."""
        words = [self.wsgi, "--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "8"]
        words += ["--worker-class", "gthread", "--log-level", "warning", "--no-control-socket"]
        self._process = _nursery().bear(words, self.environment, self.data / "server.log")
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + BOOT_S
        while time.monotonic() < until:
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{self.url}/healthz", timeout=5).ok:
                    return
            time.sleep(0.1)
        raise RuntimeError((self.data / "server.log").read_text()[-3000:])

    def stop(self) -> None:
        """Serve no more."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(STOP_S)
            self._process = None

    def flask(self, *words: str) -> str:
        """What a command of the installation prints."""
        told = ["--app", self.wsgi.partition(":")[0], *words]
        code, said, errors = _nursery().obey(told, self.environment, COMMAND_S)
        assert code == 0, errors[-3000:]
        return said


def seeded_store(folder: Path) -> Path:
    """A data folder with the demo company."""
    Server(folder).flask("seed-demo")
    return folder


@contextlib.contextmanager
def running(seeded: Path, folder: Path, wsgi: str = "wsgi:app") -> Iterator[Server]:
    """A server on a copy of a seeded store."""
    shutil.copytree(seeded, folder)
    server = Server(folder, wsgi)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def browser_path() -> str | None:
    """The Chromium of this machine; None lets Playwright look for its own."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@dataclass
class Phone:
    """A browser with a profile on the disk, as a phone keeps it across restarts."""

    playwright: Playwright
    profile: Path
    url: str
    language: str = "en-GB"
    flags: tuple[str, ...] = ()
    user_agent: str | None = None
    permissions: tuple[str, ...] = ("geolocation",)
    context: BrowserContext | None = None

    def open(self) -> Page:
        """Start the browser and open the app."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=browser_path(),
            args=[*QUIET, *self.flags],
            viewport={"width": 360, "height": 800},
            locale=self.language,
            geolocation=HERE,
            permissions=list(self.permissions),
            user_agent=self.user_agent,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        page.goto(self.url)
        return page

    def sign_in(self, person: str) -> Page:
        """Open the app and sign in; returns when the day is there."""
        page = self.open()
        page.get_by_test_id("sign-in-person").fill(person)
        page.get_by_test_id("sign-in-password").fill("tally-demo")
        page.get_by_test_id("sign-in-submit").click()
        page.get_by_test_id("today").wait_for()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    def kill(self) -> None:
        """End the browser as a phone does that runs out of memory: at once."""
        for process in psutil.process_iter(["cmdline"]):
            if f"--user-data-dir={self.profile}" in (process.info["cmdline"] or []):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        with contextlib.suppress(Exception):
            if self.context is not None:
                self.context.close()
        self.context = None
        for left in self.profile.glob("Singleton*"):
            left.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the browser."""
        if self.context is not None:
            with contextlib.suppress(Exception):
                self.context.close()
            self.context = None
