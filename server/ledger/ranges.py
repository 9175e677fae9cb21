"""Which counts of a device have not arrived: a short list of closed ranges below the highest one."""

from collections.abc import Iterable

Gaps = list[list[int]]


def arrive(through: int, gaps: Gaps, counts: Iterable[int]) -> tuple[int, Gaps]:
    """The highest count and the gaps below it after more counts arrived."""
    gaps = [list(each) for each in gaps]
    for n in sorted(set(counts)):
        if n > through:
            if n > through + 1:
                gaps.append([through + 1, n - 1])
            through = n
        else:
            gaps = [part for gap in gaps for part in _without(gap, n)]
    return through, gaps


def _without(gap: list[int], n: int) -> Gaps:
    first, last = gap
    if not first <= n <= last:
        return [gap]
    return [part for part in ([first, n - 1], [n + 1, last]) if part[0] <= part[1]]
