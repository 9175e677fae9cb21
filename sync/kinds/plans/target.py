"""What shall be sold in a period in one part of the trade; parts of a part hang below it."""

from sync.fields import Choice, Day, Integer, Money, Ref, Text, Words, currency, options
from sync.kind import NAMED, OFFICE, Kind

PERIODS = options(year=("year", "年"), quarter=("quarter", "季度"), month=("month", "月"))
LEVELS = options(
    company=("company", "公司"),
    region=("region", "大区"),
    territory=("territory", "辖区"),
    route=("route", "路线"),
    product=("product", "产品"),
)

TARGET = Kind(
    name="target",
    group="plans",
    title=Words("Sales target", "销售目标"),
    purpose=Words("What shall be sold in a period in one part of the trade.", "某一部分在某一时期应实现的销售。"),
    identity=NAMED,
    scope="office",
    merge="fields",
    authors=OFFICE,
    readers=OFFICE,
    since=10,
    fields=(
        Choice(name="period", title=Words("Period", "时期"), options=PERIODS, required=True),
        Day(name="from_on", title=Words("From", "开始日期"), required=True),
        Day(name="until_on", title=Words("Until", "结束日期"), required=True),
        Choice(name="level", title=Words("Level", "层级"), options=LEVELS, required=True),
        Text(name="part", max_length=200, title=Words("Part", "部分")),
        Ref(name="route", of="route", title=Words("Route", "路线")),
        Integer(name="units", max=10**9, title=Words("Units", "数量")),
        Money(name="amount_minor", title=Words("Amount", "金额")),
        currency(),
        Ref(name="above", of="target", title=Words("Part of", "上级目标")),
        Ref(name="of_plan", of="plan", title=Words("Plan", "计划")),
    ),
)
