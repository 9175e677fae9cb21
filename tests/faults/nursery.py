"""A process that has loaded the app's code and bears servers at once: what a restart costs without the loading of Python."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

from tests.running import ROOT


class Born(psutil.Process):
    """A server that a nursery bore; used as if this process had started it."""

    def poll(self) -> int | None:
        """None while it runs."""
        return None if self.is_running() and self.status() != psutil.STATUS_ZOMBIE else 0


class Nursery:
    """The process, from outside."""

    def __init__(self) -> None:
        words = [sys.executable, "-m", "tests.faults.nursery"]
        self._process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._heard()

    def bear(self, words: list[str], environment: dict[str, str], log: Path) -> Born:
        """A web server with these words on its command line, in a process group of its own."""
        assert self._process.stdin is not None
        told = {"words": words, "environment": environment, "log": str(log)}
        self._process.stdin.write(json.dumps(told).encode() + b"\n")
        self._process.stdin.flush()
        return Born(int(self._heard()))

    def _heard(self) -> bytes:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def close(self) -> None:
        """Bear no more."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


def main() -> None:
    """Load, say so, and bear a server for each line that is heard."""
    import server.demo.command  # noqa: F401  (everything that a server loads)

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(json.loads(line))
        print(child, flush=True)


def _become(told: dict[str, Any]) -> None:
    """Never returns: this process is the web server from here on."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.environ.clear()
    os.environ.update(told["environment"])
    log = os.open(told["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.argv = ["gunicorn", *told["words"]]
    from gunicorn.app.wsgiapp import run

    try:
        run()
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
