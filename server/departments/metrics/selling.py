"""What goes into outlets, what leaves them, and how long the stock lasts."""

from typing import NamedTuple

from server.departments.metrics.figure import Figure, metric, ratio
from sync.fields import Words


@metric(
    Words("Sell-in", "进货"),
    Words("Units delivered into outlets, returns taken off.", "送入门店的数量，减去退货。"),
    unit="number",
)
def sell_in_units(units: int | None) -> Figure:
    return Figure(units)


@metric(
    Words("Sell-out", "实销"),
    Words(
        "Units sold to shoppers, all reports added up. A negative count is kept and flagged.",
        "售予消费者的数量，各次上报相加。负数保留并标记。",
    ),
    unit="number",
)
def sell_out_units(units: int | None) -> Figure:
    return Figure(units)


@metric(
    Words("Sell-out from counts", "清点推算实销"),
    Words("Opening + received − closing − returned.", "期初 + 到货 − 期末 − 退货。"),
    unit="number",
)
def sell_out_from_counts(opening: int, received: int, closing: int, returned: int = 0) -> Figure:
    """Below zero it is a count error; the value stays as it is."""
    return Figure(opening + received - closing - returned)


@metric(
    Words("Count errors", "清点错误"),
    Words("Reports whose sell-out is negative.", "实销为负的上报。"),
    unit="number",
)
def count_errors(reports: int | None) -> Figure:
    return Figure(reports)


@metric(
    Words("Sold by promoters", "促销员销量"),
    Words(
        "Units that promoters tallied at their stands; they are a part of sell-out and never added to it.",
        "促销员在展台记录的销量；属于实销的一部分，不重复相加。",
    ),
    unit="number",
)
def promoter_units(units: int | None) -> Figure:
    return Figure(units)


@metric(
    Words("Velocity", "动销速度"),
    Words("Sell-out ÷ days in stock, per outlet.", "实销 ÷ 有货天数，按单店计。"),
    unit="rate",
)
def velocity(sell_out: float, in_stock_days: float) -> Figure:
    return ratio(sell_out, in_stock_days)


@metric(
    Words("Days of supply", "可销天数"),
    Words("On hand ÷ velocity; without any movement there is no figure.", "现有库存 ÷ 动销速度；没有动销则无数据。"),
    unit="days",
)
def days_of_supply(on_hand: float, velocity_a_day: float | None) -> Figure:
    return ratio(on_hand, velocity_a_day)


class Span(NamedTuple):
    """How long something lasted, at least and at most."""

    least: float
    most: float

    @property
    def midpoint(self) -> float:
        """For estimates only; never shown as exact."""
        return (self.least + self.most) / 2


@metric(
    Words("Days out of stock", "缺货天数"),
    Words("From 0 to the days since it was last seen in stock.", "0 至距上次有货的天数。"),
    unit="days",
)
def oos_duration(days_since_in_stock: float) -> Span:
    return Span(0, days_since_in_stock)


@metric(
    Words("Sell-out of sell-in", "实销 ÷ 进货"),
    Words(
        "Sell-out reported in the window ÷ sell-in of the outlets, products and days that the reports cover.",
        "期内上报的实销 ÷ 上报所覆盖的门店、产品与日期的进货。",
    ),
)
def sell_out_of_sell_in(sell_out: float | None, sell_in: float | None) -> Figure:
    return ratio(sell_out, sell_in)


@metric(
    Words("Of target", "目标达成率"),
    Words(
        "Sell-in of the target's days ÷ the target, for parts with a target whose days lie wholly inside the window.",
        "目标期内的进货 ÷ 目标，仅计期内有完整目标期的部分。",
    ),
)
def target_attainment(sold: float | None, target: float | None) -> Figure:
    return ratio(sold, target)


@metric(
    Words("Of target, in money", "金额达成率"),
    Words(
        "Amount of the sell-in of the target's days ÷ the target in the same currency, for parts with a target whose "
        "days lie wholly inside the window.",
        "目标期内进货金额 ÷ 同币种目标，仅计期内有完整目标期的部分。",
    ),
)
def target_value_attainment(sold: float | None, target: float | None) -> Figure:
    return ratio(sold, target)
