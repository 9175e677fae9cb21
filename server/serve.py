"""Serve an installation: web processes and the clock, until interrupted. `python -m server.serve`.

The app is loaded once, and what serves it is forked from here: loading is most of what a start takes.
"""

import argparse
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from gunicorn.app.base import BaseApplication

from server.jobs import clock
from server.settings import THREADS, read_settings

GRACE_S = 10
fork = multiprocessing.get_context("fork")


class Web(BaseApplication):
    """The web server around an app that is loaded already."""

    def __init__(self, app: APIFlask, port: int, workers: int, certificate: tuple[Path, Path] | None) -> None:
        self.app, self.port, self.workers, self.certificate = app, port, workers, certificate
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        told: dict[str, Any] = {
            "bind": f"0.0.0.0:{self.port}",
            "workers": self.workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": 60,
            "keepalive": 30,
            "graceful_timeout": GRACE_S,
            "loglevel": "warning",
            "control_socket_disable": True,
            "preload_app": True,
        }
        if self.certificate is not None:
            told["certfile"], told["keyfile"] = map(str, self.certificate)
        for name, value in told.items():
            self.cfg.set(name, value)

    def load(self) -> APIFlask:
        """Called by gunicorn."""
        return self.app


def main() -> None:
    """Start both, pass signals on, end when either ends."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tls", action="store_true", help="encrypt with a certificate of our own")
    asked.add_argument("--workers", type=int, default=int(os.environ.get("WEB_CONCURRENCY", "2")))
    given = asked.parse_args()
    port = int(os.environ.get("PORT") or 8000)
    certificate = _own_certificate() if given.tls else None
    from wsgi import app  # made ready to be forked there; opened only now, so that --help opens no store

    children = [
        _started("web", lambda: Web(app, port, given.workers, certificate).run()),
        _started("clock", lambda: clock.keep_time(app)),
    ]
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: _end(children))
    try:
        wait([child.sentinel for child in children])
    finally:
        _end(children)
        for child in children:
            child.join(GRACE_S + 5)


def _own_certificate() -> tuple[Path, Path]:
    from server.tls import own_certificate  # a library that takes its time, and that few starts need

    return own_certificate(read_settings().data / "tls")


def _started(name: str, work: Callable[[], None]) -> Any:
    child = fork.Process(target=work, name=name)
    child.start()
    return child


def _end(children: list[Any]) -> None:
    for child in children:
        if child.is_alive():
            child.terminate()


if __name__ == "__main__":
    main()
