"""A large scope as one packed file, made once and shared by everybody who reads it from its start."""

import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

LEVEL = 9
KEPT = 2
LAG_SHARE = 0.1
_NAME = re.compile(r"(e\d{1,9})\.(\d{1,15})\.ndjson\.gz")


@dataclass(frozen=True, slots=True)
class Snapshots:
    """A folder of snapshots. Scopes of fewer than `least` records are read in pages."""

    folder: Path
    least: int = 500

    def address(self, scope: str, epoch: str, seq: int) -> str:
        """Where a snapshot is read."""
        return f"/api/v1/snapshots/{scope}/{epoch}.{seq}"

    def file(self, scope: str, token: str) -> Path | None:
        """The file of a snapshot that was made, by the token in its address."""
        path = self._of(scope) / f"{token}.ndjson.gz"
        return path if _NAME.fullmatch(path.name) and path.is_file() else None

    def ready(self, epoch: str, scope: Any, rows: Callable[[], Iterator[bytes]]) -> int:
        """Up to which number a snapshot of a scope tells; one that lags a little is as good as a new one.

        Departures after it are told by the feed, so it must not be older than the floor.
        """
        oldest = max(scope.floor, scope.head - int(scope.alive * LAG_SHARE))
        made = [seq for seq in self._made(scope.id, epoch) if oldest <= seq <= scope.head]
        if made:
            return max(made)
        self._make(epoch, scope, rows())
        return scope.head

    def _made(self, scope: str, epoch: str) -> list[int]:
        names = (_NAME.fullmatch(path.name) for path in self._of(scope).glob("*.gz"))
        return sorted(int(name[2]) for name in names if name is not None and name[1] == epoch)

    def _make(self, epoch: str, scope: Any, rows: Iterator[bytes]) -> None:
        folder = self._of(scope.id)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{epoch}.{scope.head}.ndjson.gz"
        part = path.with_suffix(f".{os.getpid()}.part")
        packer = zlib.compressobj(LEVEL, wbits=31)
        with part.open("wb") as file:
            for row in rows:
                file.write(packer.compress(row + b"\n"))
            last = orjson.dumps({"n": scope.alive, "digest": scope.digest, "seq": scope.head})
            file.write(packer.compress(last + b"\n") + packer.flush())
        part.replace(path)
        self._forget_old(scope.id, epoch)

    def _forget_old(self, scope: str, epoch: str) -> None:
        newest = {f"{epoch}.{seq}.ndjson.gz" for seq in self._made(scope, epoch)[-KEPT:]}
        for path in self._of(scope).glob("*.gz"):
            if path.name not in newest:
                path.unlink(missing_ok=True)

    def _of(self, scope: str) -> Path:
        return self.folder / scope.replace(":", "_")
