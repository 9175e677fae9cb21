"""Serve an installation: web processes and the clock, until interrupted. `python -m server.serve`."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from server.settings import read_settings
from server.tls import own_certificate

GRACE_S = 10


def command(port: int, workers: int, certificate: tuple[Path, Path] | None) -> list[str]:
    """How the web server is started."""
    words = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"0.0.0.0:{port}", "--workers", str(workers)]
    words += ["--threads", "8", "--worker-class", "gthread", "--timeout", "60", "--keep-alive", "30"]
    words += ["--graceful-timeout", str(GRACE_S), "--log-level", "warning", "--no-control-socket"]
    if certificate is not None:
        words += ["--certfile", str(certificate[0]), "--keyfile", str(certificate[1])]
    return words


def main() -> None:
    """Start both, pass signals on, end when either ends."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tls", action="store_true", help="encrypt with a certificate of our own")
    asked.add_argument("--workers", type=int, default=int(os.environ.get("WEB_CONCURRENCY", "2")))
    given = asked.parse_args()
    port = int(os.environ.get("PORT") or 8000)
    certificate = own_certificate(read_settings().data / "tls") if given.tls else None
    children = [
        subprocess.Popen(command(port, given.workers, certificate)),
        subprocess.Popen([sys.executable, "-m", "server.jobs.clock"]),
    ]
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: _end(children))
    try:
        os.wait()
    finally:
        _end(children)
        for child in children:
            child.wait(GRACE_S + 5)


def _end(children: list[subprocess.Popen]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()


if __name__ == "__main__":
    main()
