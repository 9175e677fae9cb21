"""How retailers stand towards us, and how complete and timely the reports are."""

from collections.abc import Iterable

from server.departments.metrics.figure import Figure, metric, share
from sync.fields import Words

DAY_MS = 24 * 3_600_000


@metric(
    Words("Retailers’ attitude, net", "店主态度净值"),
    Words("Share at step 3 or 4 − share at step 0 or 1.", "第 3、4 级占比 − 第 0、1 级占比。"),
)
def attitude_net(levels: Iterable[int]) -> Figure:
    """From the ladder's steps 0 to 4."""
    levels = list(levels)
    won = sum(level >= 3 for level in levels)
    lost = sum(level <= 1 for level in levels)
    return share(won - lost, len(levels))


@metric(
    Words("Report completeness", "报告完整率"),
    Words("Required answers given ÷ required answers.", "已给出的必答项 ÷ 必答项。"),
)
def report_completeness(given: int, required: int) -> Figure:
    return share(given, required)


@metric(
    Words("Report timeliness", "报告及时率"),
    Words(
        "Records at the server within 24 hours of capture ÷ records.",
        "采集后 24 小时内到达服务器的记录 ÷ 记录。",
    ),
)
def report_timeliness(in_time: int, records: int) -> Figure:
    return share(in_time, records)


@metric(
    Words("Event spread", "竞品动态扩散"),
    Words("Outlets reporting ÷ outlets visited in the window.", "上报门店 ÷ 期内拜访门店。"),
)
def competitor_event_spread(reporting: int, visited: int) -> Figure:
    return share(reporting, visited)
