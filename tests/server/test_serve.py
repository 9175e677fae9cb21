"""Everything that serves an installation starts together and ends together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from tests.running import BOOT_S, ROOT, free_port


@pytest.fixture
def served(tmp_path: Path) -> Iterator[psutil.Process]:
    """An installation that answers, with its web server and its clock as children."""
    port = free_port()
    told = {**os.environ, "TALLYROUND_DATA": str(tmp_path), "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "server.serve"], cwd=ROOT, env=told, stderr=subprocess.DEVNULL)
    until = time.monotonic() + BOOT_S
    while not _answers(port):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    parent = psutil.Process(process.pid)
    everybody = [parent, *parent.children(recursive=True)]
    yield parent
    process.terminate()
    process.wait(30)
    _gone, alive = psutil.wait_procs(everybody, 30)
    assert alive == []


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5).ok
    except requests.RequestException:
        return False


def test_told_to_end_all_end(served: psutil.Process) -> None:
    web, clock = served.children()

    served.send_signal(signal.SIGTERM)

    assert psutil.wait_procs([served, web, clock], 30)[1] == []


@pytest.mark.parametrize("which", [0, 1], ids=["web", "clock"])
def test_when_one_dies_the_other_does_not_go_on_alone(served: psutil.Process, which: int) -> None:
    children = served.children()

    children[which].kill()

    assert psutil.wait_procs([served, *children], 30)[1] == []
