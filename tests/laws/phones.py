"""The phones of a history: the phone's own code, run by Node, driven over lines of JSON."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

PWA = Path(__file__).parents[2] / "pwa"
BUILD = PWA / "tests/device/build.mjs"
ROOMY = ("--min-semi-space-size=32", "--max-semi-space-size=64")
"""Room for what is young: most of what a phone makes is gone before its next command."""


class PhoneBug(Exception):
    """The process that runs the phones failed by itself."""


def bundle(folder: Path, replacements: Sequence[dict[str, str]] = ()) -> Path:
    """The phone's code made ready for Node in a folder, with pieces of its source replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / "replacements.json"
    told.write_text(json.dumps(list(replacements)))
    command = ["node", str(BUILD), str(folder), str(told)]
    done = subprocess.run(command, cwd=PWA, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise PhoneBug(done.stderr[-3000:])
    return folder


class Phones:
    """The process that runs phones. One is enough for many histories, one after another."""

    def __init__(self, replacements: Sequence[dict[str, str]] = ()) -> None:
        self._folder = bundle(Path(tempfile.mkdtemp(prefix="tallyround-phones-")), replacements)
        words = ["node", "--stack-size=4000", *ROOMY, str(self._folder / "host.cjs"), str(self._folder / "device.js")]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def do(self, now: int, *command: Any) -> dict[str, Any]:
        """What a command at a moment gives back: its result, what the phone asks of the network, how it is."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([now, *command]).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        told = json.loads(line) if line else {"bug": "the process ended"}
        if "bug" in told:
            raise PhoneBug(f"{command[:2]}: {told['bug']}")
        return told

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        self._process.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)
