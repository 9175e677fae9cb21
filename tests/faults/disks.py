"""Disks that fill up and lose their leave to be written: by a limit on the server's files, or for real where root is."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Protocol

import requests

from server.errors import PROBLEM_TYPE
from tests.faults.served import Served

SMALL = 3 * 1024 * 1024
KEPT_FREE = 4_096


class Disk(Protocol):
    """A disk under a server's data folder."""

    def fill(self, served: Served) -> None:
        """Leave no room."""

    def free(self, served: Served) -> None:
        """Make room again."""


class LimitedDisk:
    """No disk of its own: the kernel refuses the server to write its files beyond what they are now."""

    def fill(self, served: Served) -> None:
        """Leave no room."""
        served.allow_files_of((served.data / "tallyround.sqlite-wal").stat().st_size)

    def free(self, served: Served) -> None:
        """Make room again."""
        served.allow_files_of()


class SmallDisk:
    """A real file system in memory, filled by a file."""

    def fill(self, served: Served) -> None:
        """Leave no room."""
        with (served.data / "filler").open("ab", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(KEPT_FREE))
            except OSError:
                pass

    def free(self, served: Served) -> None:
        """Make room again."""
        (served.data / "filler").unlink()


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """A small file system of its own at a folder, as long as the block."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "none", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(folder: Path, how: str) -> None:
    """Make a mounted file system read-only (`ro`) or not (`rw`). Nothing on it may be open for writing."""
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


@cache
def may_mount() -> bool:
    """Whether this process may mount a file system."""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory(prefix="tallyround-mount-") as folder:
        try:
            with mounted(Path(folder)):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False


def is_cannot_write(reply: requests.Response | None) -> bool:
    """Whether somebody was told that nothing can be taken now."""
    assert reply is not None
    told = (reply.status_code, reply.headers["Content-Type"], reply.json()["code"])
    return told == (503, PROBLEM_TYPE, "server.storage") and int(reply.headers["Retry-After"]) > 0
