"""Where photos lie: originals by their hash, copies for showing beside them, uploads under way apart."""

import fcntl
import io
import os
from pathlib import Path


class PhotoStore:
    """A folder of photos."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def incoming(self, upload: str) -> Path:
        """The file of an upload under way."""
        return self._made("incoming") / upload

    def original(self, sha256: str) -> Path:
        """A photo as it was taken in."""
        return self._made("originals", sha256[:2]) / sha256

    def copy(self, sha256: str, size: str) -> Path:
        """A photo for showing."""
        return self._made(size, sha256[:2]) / f"{sha256}.jpg"

    def keep(self, sha256: str, data: bytes, copies: dict[str, bytes]) -> None:
        """Put a photo and its copies on the disk; the original last, so that it is there only when all is."""
        for size, copy in copies.items():
            _write(self.copy(sha256, size), copy)
        _write(self.original(sha256), data)

    def _made(self, *parts: str) -> Path:
        folder = self._folder.joinpath(*parts)
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def append(path: Path, data: bytes, at: int) -> int:
    """Add bytes to a file that is `at` long, for good or not at all; its size then."""
    with path.open("ab", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file.fileno()).st_size
        if size != at:
            return size
        try:
            _put(file, data)
        except OSError:
            file.truncate(at)
            raise
        return at + len(data)


def cut(path: Path, at: int) -> None:
    """Take back what was added to a file beyond `at`."""
    if path.exists() and path.stat().st_size > at:
        os.truncate(path, at)


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb", buffering=0) as file:
            _put(file, data)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _put(file: io.FileIO, data: bytes) -> None:
    """Write all of it, and onto the disk: a disk that is nearly full takes a part."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]
    os.fsync(file.fileno())
