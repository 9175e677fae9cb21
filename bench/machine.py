"""The machine of a run, in one line: what it is and which versions ran."""

import os
import platform
import re
import sqlite3
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.running import browser_path


def machine(postgresql: str = "") -> str:
    """Cores, processor, memory, versions."""
    parts = [
        f"{os.cpu_count()} cores of {_processor()}",
        f"{_memory_gib():.0f} GiB",
        f"Linux {platform.release().partition('-')[0]}",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        postgresql,
        _said_by([browser_path() or "chromium", "--version"]),
        f"Node {_said_by(['node', '--version']).removeprefix('v')}",
    ]
    return ", ".join(part for part in parts if part)


def _processor() -> str:
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    return found.group(1).strip() if found else platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _said_by(command: list[str]) -> str:
    with suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run(command, capture_output=True, text=True, timeout=20).stdout
        return " ".join(said.split()[:2])
    return ""
