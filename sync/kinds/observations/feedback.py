"""What a retailer or a shopper said, or a tallyman suggests."""

from sync.fields import Boolean, Choice, Ref, Text, Words, options
from sync.kind import FIELD_FORCE, UUID7, Kind

FEEDBACK = Kind(
    name="feedback",
    group="observations",
    title=Words("Feedback", "反馈"),
    purpose=Words("What was said to us, or what the tallyman suggests.", "客户所言，或理货员的建议。"),
    identity=UUID7,
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="retailer",
    photos=("proof",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="visit", of="visit", title=Words("Visit", "拜访")),
        Choice(
            name="voice",
            title=Words("Voice", "来自"),
            options=options(
                retailer=("retailer", "店主"), shopper=("shopper", "消费者"), tallyman=("tallyman", "理货员")
            ),
        ),
        Choice(
            name="theme",
            title=Words("Theme", "主题"),
            options=options(
                quality=("quality", "质量"),
                taste=("taste", "口味"),
                packaging=("packaging", "包装"),
                price=("price", "价格"),
                delivery=("delivery", "送货"),
                expiry=("expiry", "保质期"),
                promotion=("promotion", "促销"),
                service=("service", "服务"),
                idea=("idea", "点子"),
                other=("other", "其他"),
            ),
        ),
        Boolean(name="complaint", title=Words("A complaint", "投诉")),
        Text(name="text", max_length=1_000, title=Words("In their words", "原话")),
        Choice(
            name="urgency",
            title=Words("Urgency", "紧急程度"),
            options=options(low=("can wait", "可等"), normal=("normal", "一般"), high=("urgent", "紧急")),
        ),
    ),
)
