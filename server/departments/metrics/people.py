"""How retailers stand towards us, and how complete and timely the reports are."""

from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median

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


@metric(
    Words("Won over", "态度转化率"),
    Words(
        "Times the retailer stood higher at the next visit ÷ times the argument was used and asked after again.",
        "下次拜访时态度上升的次数 ÷ 使用该理由且有下次记录的次数。",
    ),
)
def attitude_conversion(won: int, tried: int) -> Figure:
    return share(won, tried)


@metric(
    Words("Time to the first answer", "首次答复时间"),
    Words("Median days from a remark to its first answer.", "从反馈到首次答复的天数中位数。"),
    unit="days",
)
def time_to_first_reply(days: Iterable[float]) -> Figure:
    days = list(days)
    return Figure(median(days) if days else None)


@metric(
    Words("Answered in three working days", "三个工作日内答复率"),
    Words("Remarks answered within 3 working days ÷ remarks.", "三个工作日内答复的反馈 ÷ 反馈。"),
)
def answered_in_time(answered: int, remarks: int) -> Figure:
    return share(answered, remarks)


@metric(
    Words("Told back", "反馈告知率"),
    Words("Remarks whose reporter was told what came of it ÷ remarks.", "已告知上报人结果的反馈 ÷ 反馈。"),
)
def told_back(told: int, remarks: int) -> Figure:
    return share(told, remarks)


def working_days(from_on: str, until_on: str) -> int:
    """Working days (Monday to Friday) after the first day, up to the other and with it."""
    first, last = date.fromisoformat(from_on), date.fromisoformat(until_on)
    return sum((first + timedelta(days=step)).isoweekday() < 6 for step in range(1, (last - first).days + 1))


@metric(
    Words("Second looks that agree", "复看一致率"),
    Words(
        "Second looks at the same by another person within two days that agree ÷ such looks; only those made without "
        "the last value, where there are any.",
        "两天内另一人复看同一事物且一致 ÷ 复看总数；有未显示上次数值的复看时只计此类。",
    ),
)
def report_accuracy(both_yes: int, only_first: int, only_second: int, both_no: int) -> Figure:
    return share(both_yes + both_no, both_yes + only_first + only_second + both_no)


@metric(
    Words("Agreement beyond chance", "一致性 (Cohen κ)"),
    Words(
        "(Agreement − agreement by chance) ÷ (1 − agreement by chance).", "（一致率 − 偶然一致率）÷（1 − 偶然一致率）。"
    ),
    unit="index",
)
def cohen_kappa(both_yes: int, only_first: int, only_second: int, both_no: int) -> Figure:
    n = both_yes + only_first + only_second + both_no
    if not n:
        return Figure(None)
    yes = (both_yes + only_first) * (both_yes + only_second)
    no = (both_no + only_first) * (both_no + only_second)
    chance = (yes + no) / n**2
    return Figure(((both_yes + both_no) / n - chance) / (1 - chance) if chance < 1 else None)
