"""Money paid in the field for a promotion; a correction is a record of its own."""

from sync.fields import Choice, Integer, Money, Ref, Text, Words, currency, options
from sync.kind import FIELD_FORCE, UUID7, Kind

PROMO_SPEND = Kind(
    name="promo_spend",
    group="observations",
    title=Words("Promotion spend", "促销支出"),
    purpose=Words("What was paid, for which plan line, with proof.", "支出内容、所属计划行与凭证。"),
    identity=UUID7,
    scope="visits",
    merge="entry",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="spend",
    photos=("receipt",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="visit", of="visit", title=Words("Visit", "拜访")),
        Ref(name="plan_line", of="plan_line", title=Words("Plan line", "计划行")),
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
        Money(name="amount_minor", min=-(10**12), title=Words("Amount", "金额"), required=True),
        currency(required=True),
        Ref(name="budget_line", of="budget_line", title=Words("Budget line", "预算项")),
        Text(name="supplier", max_length=120, title=Words("Paid to", "收款方")),
        Ref(name="corrects", of="promo_spend", title=Words("Corrects", "更正")),
        Integer(name="units", title=Words("Units", "数量")),
    ),
)
