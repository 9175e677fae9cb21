"""What a promotion brought: was it run, from when, how much more was sold, and was it worth its cost."""

from collections.abc import Iterable
from statistics import median

from server.departments.metrics.figure import Figure, metric, ratio, share
from sync.fields import Words


@metric(
    Words("Promotion coverage", "促销检查覆盖"),
    Words("Outlets where the promotion was checked ÷ outlets where it was due.", "已检查促销的门店 ÷ 应执行门店。"),
)
def promotion_coverage(checked: int, due: int) -> Figure:
    return share(checked, due)


@metric(
    Words("Element in place", "要素到位率"),
    Words("Elements in place ÷ elements checked and needed.", "到位的要素 ÷ 已检查且需要的要素。"),
)
def element_compliance(in_place: int, needed: int) -> Figure:
    return share(in_place, needed)


@metric(
    Words("Start lag", "启动延迟"),
    Words(
        "Median days from the promotion's first day to the first check that found all its elements in place.",
        "自促销首日至首次检查全部到位的天数中位数。",
    ),
    unit="days",
)
def start_lag(days: Iterable[float]) -> Figure:
    days = list(days)
    return Figure(median(days) if days else None)


@metric(
    Words("Uplift", "增量比例"),
    Words(
        "Difference in differences: (sold during ÷ sold before) ÷ (the same of matched outlets without the "
        "promotion) − 1.",
        "双重差分：（促销期 ÷ 促销前）÷（匹配的无促销门店同期之比）− 1。",
    ),
)
def uplift(during: float, before: float, control_during: float, control_before: float) -> Figure:
    if not (before and control_before and control_during):
        return Figure(None)
    return Figure(during * control_before / (before * control_during) - 1)


@metric(
    Words("Naive uplift", "简单增幅"),
    Words("Sold during ÷ sold before − 1, without a comparison.", "促销期 ÷ 促销前 − 1，无对照。"),
)
def naive_uplift(during: float, before: float) -> Figure:
    return Figure(during / before - 1 if before else None)


@metric(
    Words("Incremental units", "增量"),
    Words(
        "Sold during − sold before × (what matched outlets sold during ÷ before).",
        "促销期 − 促销前 ×（匹配门店促销期 ÷ 促销前）。",
    ),
    unit="number",
)
def incremental_units(during: float, before: float, control_during: float, control_before: float) -> Figure:
    return Figure(during - before * control_during / control_before if control_before else None)


@metric(
    Words("Extra units", "增量合计"),
    Words("Sum of the incremental units of the promotions that can be compared.", "可对比促销的增量之和。"),
    unit="number",
)
def promotion_increment(units: float | None) -> Figure:
    return Figure(units)


@metric(
    Words("Promotion ROI", "促销回报率"),
    Words("(Incremental units × unit margin − cost) ÷ cost.", "（增量 × 单位毛利 − 成本）÷ 成本。"),
    unit="rate",
)
def promotion_roi(incremental: float | None, unit_margin: float | None, cost: float | None) -> Figure:
    if incremental is None or unit_margin is None or not cost:
        return Figure(None)
    return ratio(incremental * unit_margin - cost, cost)


@metric(
    Words("Gifts lost", "赠品损耗"),
    Words("Issued − given − returned.", "发出 − 赠出 − 退回。"),
    unit="number",
)
def gift_reconciliation(issued: int, given: int, returned: int) -> Figure:
    return Figure(issued - given - returned)


@metric(
    Words("Budget used", "预算使用率"),
    Words("(Committed + spent) ÷ budget.", "（已承诺 + 已支出）÷ 预算。"),
)
def fund_utilisation(committed: float, spent: float, budget: float) -> Figure:
    return ratio(committed + spent, budget)


@metric(
    Words("Time elapsed", "时间进度"),
    Words("Days of the budget's time that have passed ÷ its days.", "预算期已过天数 ÷ 总天数。"),
)
def time_elapsed(days_passed: float, days: float) -> Figure:
    return ratio(max(0, min(days_passed, days)), days)


@metric(
    Words("Evidence coverage", "凭证覆盖率"),
    Words("Spend with accepted proof ÷ spend.", "凭证已认可的支出 ÷ 支出。"),
)
def evidence_coverage(proved: float, spent: float) -> Figure:
    return ratio(proved, spent)


@metric(
    Words("Promoter score", "促销员得分"),
    Words(
        "100 × weighted mean of attendance 30, sell-out against target 25, stand 20, knowledge 15 and punctual "
        "reports 10, each at most 1, over those that are known.",
        "100 × 加权平均：到岗 30、实销达标 25、展台 20、知识 15、报告及时 10，各项至多 1，仅计已知项。",
    ),
    unit="score",
)
def promoter_score(
    attendance: float | None = None,
    sell_out: float | None = None,
    stand: float | None = None,
    knowledge: float | None = None,
    punctual: float | None = None,
    weights: tuple[float, ...] = (30, 25, 20, 15, 10),
) -> Figure:
    parts = zip((attendance, sell_out, stand, knowledge, punctual), weights, strict=True)
    known = [(min(1.0, value), weight) for value, weight in parts if value is not None]
    total = sum(weight for _, weight in known)
    return Figure(100 * sum(value * weight for value, weight in known) / total if total else None)


@metric(
    Words("Pace of spending", "支出进度比"),
    Words(
        "Budget used ÷ time elapsed; above 1 the money runs out early.", "预算使用率 ÷ 时间进度；大于 1 表示提前用完。"
    ),
    unit="index",
)
def spending_pace(used: float | None, elapsed: float | None) -> Figure:
    return ratio(used, elapsed)


@metric(
    Words("Spent an outlet", "店均支出"),
    Words("Spent ÷ outlets it was spent at.", "支出 ÷ 发生支出的门店。"),
    unit="rate",
)
def spend_an_outlet(spent: float, outlets: int) -> Figure:
    return ratio(spent, outlets)
