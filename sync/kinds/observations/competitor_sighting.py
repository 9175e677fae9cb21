"""Something a competitor does in a shop, seen once."""

from sync.fields import Choice, Money, Ref, Text, Words, currency, options
from sync.kind import FIELD_FORCE, UUID7, Kind

COMPETITOR_SIGHTING = Kind(
    name="competitor_sighting",
    group="observations",
    title=Words("Competitor sighting", "竞品动态"),
    purpose=Words("What a competitor was seen doing.", "观察到的竞争对手动作。"),
    identity=UUID7,
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="market",
    photos=("proof",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="visit", of="visit", title=Words("Visit", "拜访")),
        Ref(name="brand", of="competitor", title=Words("Competitor", "竞争对手")),
        Choice(
            name="what",
            title=Words("What", "内容"),
            options=options(
                price=("price", "价格"),
                promo=("promotion", "促销"),
                display=("display", "陈列"),
                pop=("POP", "POP"),
                new_product=("new product", "新品"),
                promoter=("promoter", "促销员"),
            ),
        ),
        Ref(name="product", of="rival_product", title=Words("Product", "产品")),
        Money(name="price_minor", title=Words("Price", "价格")),
        currency(),
        Choice(
            name="size",
            title=Words("Size", "规模"),
            options=options(small=("small", "小"), medium=("medium", "中"), large=("large", "大")),
        ),
        Ref(name="same_as", of="competitor_sighting", title=Words("Same as", "同一事件")),
        Text(name="remark", max_length=500, title=Words("Remark", "备注")),
    ),
)
