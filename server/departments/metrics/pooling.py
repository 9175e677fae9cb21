"""How shares of many outlets become one: pooled, unless a definition says mean of outlets."""

from collections.abc import Iterable
from statistics import fmean

from server.departments.metrics.figure import Figure, metric, ratio, share
from sync.fields import Words

Part = tuple[float, float]


@metric(
    Words("Pooled share", "合并占比"),
    Words("Sum of numerators ÷ sum of denominators.", "分子之和 ÷ 分母之和。"),
)
def pooled(parts: Iterable[Part]) -> Figure:
    """The share over all parts taken together."""
    parts = list(parts)
    return share(sum(part[0] for part in parts), sum(part[1] for part in parts))


@metric(
    Words("Mean of outlets", "门店平均"),
    Words(
        "Mean of the outlets' own shares; outlets without data are left out.",
        "各门店占比的平均；无数据的门店不计。",
    ),
)
def mean_of_outlets(parts: Iterable[Part]) -> Figure:
    """The mean of the shares of the parts that have a denominator."""
    shares = [numerator / denominator for numerator, denominator in parts if denominator]
    return ratio(fmean(shares), 1.0) if shares else Figure(None)
