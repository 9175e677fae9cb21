"""What the peers need, installed beside this file from pinned lists, once; never into the product's environment."""

import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PATIENCE_S = 600


class Unavailable(Exception):
    """A peer that cannot be measured here, with the reason."""


def node() -> Path:
    """The folder of what npm installs. Unavailable when it cannot be installed."""
    folder = HERE / "node_modules"
    _once(folder, HERE / "package-lock.json", [["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]])
    return folder


def python() -> Path:
    """The folder of the programs that pip installs. Unavailable when it cannot be installed."""
    folder = HERE / ".venv"
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    commands = [[sys.executable, "-m", "venv", str(folder)], [*pip, "--require-hashes", "-r", "requirements.txt"]]
    _once(folder, HERE / "requirements.txt", commands)
    return folder / "bin"


def _once(folder: Path, lock: Path, commands: list[list[str]]) -> None:
    mark, wanted = folder / ".installed", hashlib.sha256(lock.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == wanted:
        return
    for command in commands:
        _run(command)
    mark.write_text(wanted)


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=PATIENCE_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{command[0]}: {error}") from None
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        raise Unavailable(f"cannot be installed: {said[-1][:160]}")
