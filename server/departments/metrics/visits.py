"""How the routes are walked: planned against visited, order, frequency, time."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from statistics import median

from server.departments.metrics.figure import Figure, metric, share
from sync.fields import Words


@metric(
    Words("Route rate", "路线完成率"),
    Words("Planned stops visited ÷ stops planned.", "已拜访的计划站点 ÷ 计划站点。"),
)
def route_rate(planned_visited: int, planned: int) -> Figure:
    return share(planned_visited, planned)


@metric(
    Words("Call compliance", "按计划拜访率"),
    Words("Visits on plan ÷ all visits.", "计划内拜访 ÷ 全部拜访。"),
)
def call_compliance(on_plan: int, visits: int) -> Figure:
    return share(on_plan, visits)


@metric(
    Words("Adjusted route rate", "调整后路线完成率"),
    Words(
        "Planned stops visited ÷ (stops planned − excused skips: closed today, closed for good, not found, not safe).",
        "已拜访的计划站点 ÷（计划站点 − 可免责跳过：今日关门、已停业、找不到、不安全）。",
    ),
)
def adjusted_route_rate(planned_visited: int, planned: int, excused: int) -> Figure:
    return share(planned_visited, planned - excused)


@metric(
    Words("Sequence adherence", "顺序遵循率"),
    Words(
        "Longest run of stops visited in the planned order ÷ planned stops visited, day by day and route by route.",
        "按计划顺序走过的最长序列 ÷ 已拜访的计划站点，逐日逐路线计算。",
    ),
)
def sequence_adherence(days: Iterable[Sequence[int]]) -> Figure:
    """From the planned positions of each route and day in the order they were visited."""
    days = [list(day) for day in days]
    return share(sum(in_order(day) for day in days), sum(len(day) for day in days))


def in_order(positions: Iterable[int]) -> int:
    """The length of the longest strictly increasing subsequence."""
    tails: list[int] = []
    for position in positions:
        at = bisect_left(tails, position)
        tails[at : at + 1] = [position]
    return len(tails)


@metric(
    Words("Frequency compliance", "频次达成率"),
    Words(
        "Sum of min(visits made, visits planned) per outlet ÷ visits planned.",
        "各门店 min(实际, 计划) 之和 ÷ 计划次数。",
    ),
)
def frequency_compliance(outlets: Iterable[tuple[int, int]]) -> Figure:
    """From (visits planned, visits made) of each outlet."""
    outlets = list(outlets)
    return share(sum(min(planned, made) for planned, made in outlets), sum(planned for planned, _ in outlets))


@metric(
    Words("Productive tally visits", "有效理货拜访"),
    Words(
        "Visits with at least one improvement (display rebuilt, product refilled, POP placed) ÷ visits.",
        "至少有一项改善（整改陈列、补货、布置 POP）的拜访 ÷ 拜访。",
    ),
)
def productive_tally_visit(productive: int, visits: int) -> Figure:
    return share(productive, visits)


@metric(
    Words("Time in the outlet", "在店时间"),
    Words(
        "Median of check-out − check-in; visits closed automatically are left out.",
        "离店 − 到店的中位数；自动结束的拜访不计。",
    ),
    unit="minutes",
)
def time_in_store(minutes: Iterable[float]) -> Figure:
    known = list(minutes)
    return Figure(median(known) if known else None)


@metric(
    Words("Outlet coverage", "门店覆盖率"),
    Words("Active outlets visited in the window ÷ active outlets.", "期内拜访过的营业门店 ÷ 营业门店。"),
)
def outlet_coverage(visited: int, outlets: int) -> Figure:
    return share(visited, outlets)
