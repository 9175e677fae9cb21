"""The one way in which a whole file is refused."""


class Unreadable(Exception):
    """A file that cannot be taken at all: why, and at which line when there is one. Nothing was changed."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(f"Line {line}: {why}" if line else why)
        self.why = why
        self.line = line
