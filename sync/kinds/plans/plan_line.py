"""One checkable part of a released plan, owed at one outlet."""

from sync.fields import Choice, Day, Integer, Ref, Text, Words, options
from sync.kind import NAMED, OFFICE, Kind

PLAN_LINE = Kind(
    name="plan_line",
    group="plans",
    title=Words("Plan line", "计划行"),
    purpose=Words("What a released plan owes at one outlet.", "已发布计划在一家门店应落实的内容。"),
    identity=NAMED,
    scope="route",
    merge="fields",
    authors=OFFICE,
    fields=(
        Text(name="plan", max_length=100, title=Words("Plan", "计划"), required=True),
        Choice(
            name="what",
            title=Words("What", "内容"),
            options=options(
                pop=("POP", "POP"),
                promo=("promotion", "促销"),
                gift=("gift", "赠品"),
                listing=("listing", "上架"),
                coverage=("coverage", "覆盖"),
            ),
            required=True,
        ),
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="pop_item", of="pop_item", title=Words("POP item", "POP 物料")),
        Ref(name="promo", of="promo", title=Words("Promotion", "促销")),
        Ref(name="gift", of="gift", title=Words("Gift", "赠品")),
        Ref(name="sku", of="product", title=Words("Product", "产品")),
        Integer(name="units", max=99_999, title=Words("Units", "数量")),
        Day(name="released_on", title=Words("Released", "发布日期")),
        Day(name="due_on", title=Words("Due", "截止日期")),
        Day(name="until_on", title=Words("Until", "结束日期")),
        Ref(name="of_plan", of="plan", title=Words("Released with", "所属发布计划")),
    ),
)
