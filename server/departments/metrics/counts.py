"""Plain counts that stand beside the shares."""

from server.departments.metrics.figure import Figure, metric, share
from sync.fields import Words


@metric(
    Words("Units on the shelf", "货架数量"),
    Words("Sum of units on the shelf at each outlet's latest count.", "各门店最近一次清点的货架数量之和。"),
    unit="number",
)
def units_on_shelf(units: int | None) -> Figure:
    return Figure(units)


@metric(
    Words("Units in back rooms", "后仓数量"),
    Words("Sum of units in the back room at each outlet's latest count.", "各门店最近一次清点的后仓数量之和。"),
    unit="number",
)
def units_in_back_room(units: int | None) -> Figure:
    return Figure(units)


@metric(
    Words("Voids", "空白点"),
    Words(
        "Pairs of outlet and must-stock product that were checked and are not carried.",
        "已检查而未经销的门店与必备产品对。",
    ),
    unit="number",
)
def voids(pairs: int | None) -> Figure:
    return Figure(pairs)


@metric(
    Words("Sightings", "竞品动态"),
    Words("Competitor sightings recorded in the window.", "期内记录的竞品动态。"),
    unit="number",
)
def sightings(records: int | None) -> Figure:
    return Figure(records)


@metric(
    Words("Remarks", "反馈"),
    Words("Feedback recorded in the window.", "期内记录的反馈。"),
    unit="number",
)
def remarks(records: int | None) -> Figure:
    return Figure(records)


@metric(
    Words("Urgent remarks", "紧急反馈"),
    Words("Feedback marked urgent in the window.", "期内标为紧急的反馈。"),
    unit="number",
)
def urgent_remarks(records: int | None) -> Figure:
    return Figure(records)


@metric(
    Words("Gaps on the shelf", "货架缺口"),
    Words("Products out ÷ products checked, must-stock or not.", "缺货产品 ÷ 已检查产品，不论是否必备。"),
)
def shelf_gaps(out: int, checked: int) -> Figure:
    return share(out, checked)


@metric(
    Words("Competitor events", "竞品事件"),
    Words("Events seen in the window; sightings of the same are one.", "期内出现的事件；同一事件的动态归为一个。"),
    unit="number",
)
def competitor_events(events: int | None) -> Figure:
    return Figure(events)


@metric(
    Words("New this week", "本周新事件"),
    Words("Events first seen in the last seven days of the window.", "首次出现于期内最后七天的事件。"),
    unit="number",
)
def new_competitor_events(events: int | None) -> Figure:
    return Figure(events)


@metric(
    Words("Complaints", "投诉"),
    Words("Feedback marked as a complaint in the window.", "期内标为投诉的反馈。"),
    unit="number",
)
def complaints(records: int | None) -> Figure:
    return Figure(records)
