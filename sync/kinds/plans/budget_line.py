"""Money that may be spent on a route for one purpose, until a day."""

from sync.fields import Choice, Day, Money, Ref, Text, Words, currency, options
from sync.kind import NAMED, OFFICE, Kind

BUDGET_LINE = Kind(
    name="budget_line",
    group="plans",
    title=Words("Budget line", "预算项"),
    purpose=Words("Money that may be spent on a route for one purpose.", "一条路线用于某一用途的可用资金。"),
    identity=NAMED,
    scope="route",
    merge="fields",
    authors=OFFICE,
    since=8,
    fields=(
        Text(name="name", title=Words("Name", "名称"), required=True),
        Text(name="plan", max_length=100, title=Words("Plan", "计划")),
        Choice(
            name="what",
            title=Words("What for", "用途"),
            options=options(
                display_fee=("display fee", "陈列费"),
                gift=("gift", "赠品"),
                sample=("sample", "试用品"),
                material=("material", "物料"),
                promoter=("promoter", "促销员"),
                other=("other", "其他"),
            ),
        ),
        Money(name="amount_minor", title=Words("Budget", "预算"), required=True),
        Money(name="free_minor", title=Words("Without approval up to", "免批额度")),
        currency(required=True),
        Day(name="from_on", title=Words("From", "开始日期")),
        Day(name="until_on", title=Words("Until", "结束日期")),
        Ref(name="of_plan", of="plan", title=Words("Released with", "所属发布计划")),
    ),
)
