"""A day, a week or a month as the app wrote it from the visits, with a remark of its author."""

from sync.fields import Choice, Day, Integer, Ref, Text, Words, options
from sync.kind import FIELD_FORCE, NAMED, Kind

REPORT = Kind(
    name="report",
    group="observations",
    title=Words("Report", "报告"),
    purpose=Words("What the visits of a period come to, and a remark.", "一段时间拜访的汇总与备注。"),
    identity=NAMED,
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    since=8,
    fields=(
        Choice(
            name="period",
            title=Words("Period", "周期"),
            options=options(day=("day", "日"), week=("week", "周"), month=("month", "月")),
            required=True,
        ),
        Day(name="from_on", title=Words("From", "开始日期"), required=True),
        Day(name="until_on", title=Words("Until", "结束日期"), required=True),
        Ref(name="route", of="route", title=Words("Route", "路线")),
        Integer(name="due", title=Words("Stops due", "应访门店")),
        Integer(name="done", title=Words("Visits made", "完成拜访")),
        Integer(name="asked", max=9_999_999, title=Words("Answers asked", "应答项")),
        Integer(name="answered", max=9_999_999, title=Words("Answers given", "已答项")),
        Text(name="remark", max_length=500, title=Words("Remark", "备注")),
    ),
)
