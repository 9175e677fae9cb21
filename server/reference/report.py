"""What an import came to: the counts, every bad line and every doubt."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from server.reference.cells import Remark

SHOWN = 50
GIST = re.compile(r"[^:;\d]*")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The end of an import, ready to be told."""

    noun: str
    new: int
    changed: int
    unchanged: int
    remarks: tuple[Remark, ...]
    left_out: tuple[str, ...]
    currency: str | None
    dry_run: bool

    @property
    def bad(self) -> list[Remark]:
        """The lines that were left out."""
        return [each for each in self.remarks if each.what == "bad"]

    @property
    def doubts(self) -> list[Remark]:
        """The lines that were taken and should be looked at."""
        return [each for each in self.remarks if each.what == "doubt"]

    @property
    def took_nothing(self) -> bool:
        """Whether not one line was good."""
        return not (self.new or self.changed or self.unchanged)

    def sentences(self) -> Iterator[str]:
        """The report as a person reads it."""
        yield "Dry run: nothing was written. It would have been:" if self.dry_run else f"Took in {self.noun}."
        for label, count in self.counts():
            yield f"  {label:<10} {count:>8,}"
        if self.currency:
            yield f"Amounts without a currency were read as {self.currency}."
        if self.left_out:
            yield f"Columns not used: {', '.join(self.left_out)}."
        yield from _listed("Bad lines, left out", self.bad)
        yield from _listed("Doubts, taken all the same", self.doubts)

    def counts(self) -> list[tuple[str, int]]:
        """Each count under its word."""
        return [
            ("in", self.new),
            ("changed", self.changed),
            ("unchanged", self.unchanged),
            ("doubts", len(self.doubts)),
            ("bad lines", len(self.bad)),
        ]


def _listed(title: str, remarks: list[Remark]) -> Iterator[str]:
    if not remarks:
        return
    kinds = Counter(_gist(each) for each in remarks)
    yield f"{title} ({'; '.join(f'{count:,} × {gist}' for gist, count in kinds.most_common(5))}):"
    for each in remarks[:SHOWN]:
        value = f" “{each.value}”" if each.value else ""
        yield f"  line {each.line}: {each.column}{value} {each.reason}"
    if len(remarks) > SHOWN:
        yield f"  … and {len(remarks) - SHOWN:,} more; --report FILE writes all of them."


def _gist(remark: Remark) -> str:
    return f"{remark.column} {GIST.match(remark.reason)[0].strip()}".strip()  # type: ignore[index]


def write_report(path: Path, remarks: Iterable[Remark]) -> None:
    """All remarks as CSV; nothing in it can be taken for a formula by the spreadsheet that opens it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "what", "column", "value", "reason"])
        writer.writerows(
            [each.line, each.what, _harmless(each.column), _harmless(each.value), each.reason] for each in remarks
        )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" \"'").startswith(FORMULA_STARTS) else cell
