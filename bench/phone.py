"""The phone's figures, in a real browser on a slow processor."""

import statistics

from bench.table import Results
from tests.phone.speed import Figures, late, measured

TIMES = 4


def phone(results: Results, rows: int) -> None:
    """Taps, first load and start, each beside the least that the browser itself needs."""
    try:
        _say(results, measured(rows=rows, times=TIMES))
    except Exception as error:
        results.lacks("phone", " ".join(str(error).split())[:200] or type(error).__name__)


def _say(results: Results, found: Figures) -> None:
    slow = f"at {TIMES} × CPU throttle"
    tap, bare = late(found.taps), late(found.bare_taps)
    results.put(
        "tap_p95_ms",
        f"a tap on the disk {slow}",
        f"p50 {statistics.median(found.taps):.0f} ms, p95 {tap:.0f} ms",
        f"one bare strict put: p50 {statistics.median(found.bare_taps):.0f} ms, p95 {bare:.0f} ms",
        tap / bare,
        "p95 ≤ 50 ms",
        tap,
    )
    _beside(
        results,
        "first_load_phone",
        f"first load of {found.rows:,} records {slow}",
        found.first_load,
        "bulk put of the same rows",
        found.raw_indexed,
        "≤ 2",
    )
    _beside(
        results,
        "start_offline",
        f"start offline {slow}, 5,000 outlets",
        found.start,
        "the empty app",
        found.empty_start,
        "≤ 1.2",
    )


def _beside(results: Results, name: str, what: str, ours: float, beside: str, reference: float, aim: str) -> None:
    results.put(name, what, f"{ours:,.0f} ms", f"{beside}: {reference:,.0f} ms", ours / reference, aim)
