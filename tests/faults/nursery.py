"""A process that has loaded the app's code and bears servers and commands at once, without the loading of Python."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
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
        return self._born({"words": words, "environment": environment, "out": str(log), "errors": str(log)})

    def obey(self, words: list[str], environment: dict[str, str], patience_s: float) -> tuple[int, str, str]:
        """What `flask` with these words ends with, says, and complains of."""
        with tempfile.TemporaryDirectory(prefix="tallyround-command-") as name:
            out, errors, end = (Path(name) / each for each in ("out", "errors", "end"))
            told = {"words": words, "environment": environment, "out": str(out), "errors": str(errors)}
            self._born({**told, "end": str(end)}).wait(patience_s)
            return int(end.read_text() if end.exists() else -signal.SIGKILL), out.read_text(), errors.read_text()

    def _born(self, told: dict[str, Any]) -> Born:
        assert self._process.stdin is not None
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
    """Never returns: this process is the web server, or the command, from here on."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.environ.clear()
    os.environ.update(told["environment"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "out"), (2, "errors")):
        os.dup2(os.open(told[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), number)
    try:
        _command(told["words"], Path(told["end"])) if "end" in told else _serve(told["words"])
    finally:
        os._exit(1)


def _serve(words: list[str]) -> None:
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", *words]
    run()


def _command(words: list[str], end: Path) -> None:
    from flask.cli import main as flask

    sys.argv = ["flask", *words]
    code: object = 1
    try:
        flask()
    except SystemExit as left:
        code = left.code or 0
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        end.write_text(str(code))
        os._exit(0)


if __name__ == "__main__":
    main()
