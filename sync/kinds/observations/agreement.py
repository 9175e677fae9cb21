"""What a retailer agreed to in writing, signed on the glass."""

from sync.fields import Choice, Day, Integer, Money, Ref, Text, Words, currency, options
from sync.kind import FIELD_FORCE, UUID7, Kind

AGREEMENT = Kind(
    name="agreement",
    group="observations",
    title=Words("Agreement", "协议"),
    purpose=Words("What the retailer agreed to, with a signature.", "店主签字同意的内容。"),
    identity=UUID7,
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="retailer",
    photos=("signature",),
    since=8,
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="visit", of="visit", title=Words("Visit", "拜访")),
        Choice(
            name="what",
            title=Words("What for", "内容"),
            options=options(
                shelf=("shelf", "货架"),
                space=("second placement", "二次陈列"),
                ground=("floor stack", "地堆"),
                pop=("POP", "POP"),
                listing=("new product", "新品进店"),
                promotion=("promotion", "促销"),
            ),
        ),
        Integer(name="facings", unit="facing", max=999, title=Words("Facings", "排面")),
        Money(name="fee_minor", title=Words("Fee", "费用")),
        currency(),
        Day(name="from_on", title=Words("From", "开始日期")),
        Day(name="until_on", title=Words("Until", "结束日期")),
        Text(name="signed_by", max_length=100, title=Words("Signed by", "签字人")),
    ),
)
