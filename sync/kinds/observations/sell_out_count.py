"""Units of one product sold to shoppers since a day."""

from sync.fields import Choice, Day, Integer, Ref, Words, options
from sync.kind import FIELD_FORCE, Kind, per_visit

SELL_OUT_COUNT = Kind(
    name="sell_out_count",
    group="observations",
    title=Words("Sell-out", "实销"),
    purpose=Words("Units of a product sold to shoppers since a day.", "自某日起售予消费者的数量。"),
    identity=per_visit("sku"),
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="more",
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="sku", of="product", title=Words("Product", "产品"), required=True),
        Integer(name="units", min=-99_999, title=Words("Units", "数量")),
        Integer(name="opening", title=Words("Stock at the last visit", "上次库存")),
        Integer(name="received", title=Words("Received since", "期间到货")),
        Integer(name="closing", title=Words("Stock now", "现有库存")),
        Day(name="since_on", title=Words("Since", "起始日")),
        Choice(
            name="source",
            title=Words("Source", "来源"),
            options=options(
                count=("counts", "清点推算"), retailer=("the retailer's word", "店主口述"), till=("till", "收银记录")
            ),
        ),
    ),
)
