"""Where photos lie: originals by their hash, copies for showing beside them, uploads under way apart."""

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


def append(path: Path, data: bytes) -> int:
    """Add bytes to a file for good; its new size."""
    with path.open("ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
