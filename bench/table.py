"""The one table: each figure beside its reference, for people, for a document and for machines."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.cost import Cost, middle

HEAD = ("what", "ours", "beside", "ratio", "aim")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    ours: str
    beside: str = ""
    ratio: float | None = None
    aim: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The cells."""
        return (self.what, self.ours, self.beside, "" if self.ratio is None else f"{self.ratio:.2f}", self.aim)


@dataclass
class Results:
    """Parts of the table in their order, and every number under a name of its own."""

    parts: dict[str, list[Row]] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    _part: str = ""

    def begin(self, part: str) -> None:
        """What follows belongs to this part; who waits is told where we are."""
        print(f"… {part}", file=sys.stderr, flush=True)
        self._part = part
        self.parts.setdefault(part, [])

    def compare(
        self,
        name: str,
        what: str,
        ours: Sequence[Cost],
        beside: str,
        reference: Sequence[Cost],
        aim: float | None = None,
    ) -> None:
        """Compare by CPU time a record; the middle run of each side counts."""
        a, b = middle(ours), middle(reference)
        self.put(name, what, str(a), f"{beside}: {b}", a.cpu_us / b.cpu_us, "" if aim is None else f"≤ {aim:g}")

    def put(
        self,
        name: str,
        what: str,
        ours: str,
        beside: str = "",
        ratio: float | None = None,
        aim: str = "",
        number: float | None = None,
    ) -> None:
        """A line of any sort; its ratio, or else the number it is about, goes to the machines."""
        known = ratio if number is None else number
        if known is not None:
            self.numbers[name] = round(known, 4)
        self.parts[self._part].append(Row(what, ours, beside, ratio, aim))

    def lacks(self, what: str, reason: str) -> None:
        """Say what could not be measured, and why."""
        self.parts[self._part].append(Row(what, "not measured", reason))

    def print(self, title: str) -> None:
        """For people."""
        table = Table(*HEAD, title=title, title_justify="left")
        for part, rows in self.parts.items():
            table.add_section()
            table.add_row(f"[bold]{part}[/bold]")
            for row in rows:
                table.add_row(*(word.replace("[", r"\[") for word in row.words))
        Console(width=170).print(table)

    def markdown(self, title: str) -> str:
        """As the document has it."""
        lines = [title, "", *_markdown(HEAD, ["---", "---", "---", "--:", "---"])]
        for part, rows in self.parts.items():
            lines += _markdown([f"**{part}**", "", "", "", ""], *(row.words for row in rows))
        return "\n".join(lines) + "\n"

    def write(self, file: Path) -> None:
        """For machines."""
        file.write_text(json.dumps(self.numbers, indent=1) + "\n")


def _markdown(*rows: Iterable[str]) -> list[str]:
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
