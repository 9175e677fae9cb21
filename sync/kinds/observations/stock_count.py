"""The tally of one product: on the shelf or out, counted units, facings, oldest expiry."""

from sync.fields import Boolean, Choice, Day, Integer, Ref, Words, options
from sync.kind import FIELD_FORCE, Doubt, Kind, per_visit

STATES = options(on_shelf=("on shelf", "在架"), out=("out", "缺货"))


def _on_shelf_but_none_counted(fields) -> bool:
    return fields.get("state_on_exit") == "on_shelf" and fields.get("on_shelf") == 0


STOCK_COUNT = Kind(
    name="stock_count",
    group="observations",
    title=Words("Tally", "清点"),
    purpose=Words("What stands of one product, in units, never cases.", "一个产品的现货，按单件而非整箱计。"),
    identity=per_visit("sku"),
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="tally",
    photos=("proof",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="sku", of="product", title=Words("Product", "产品"), required=True),
        Choice(name="state_on_entry", title=Words("On entry", "到店时"), options=STATES),
        Choice(name="state_on_exit", title=Words("On exit", "离店时"), options=STATES),
        Choice(
            name="cause",
            title=Words("Cause", "原因"),
            options=options(
                void=("not listed here", "未进店"),
                on_order=("on order", "已订货"),
                back_room=("in the back room", "在后仓"),
                late_delivery=("late delivery", "送货延迟"),
                delisted=("delisted", "已下架"),
                other=("other", "其他"),
            ),
        ),
        Integer(name="on_shelf", max=9_999, title=Words("On the shelf", "货架数量")),
        Integer(name="back_room", max=99_999, title=Words("In the back room", "后仓数量")),
        Integer(name="facings", unit="facing", max=999, title=Words("Facings", "排面")),
        Day(name="oldest_expiry_on", title=Words("Oldest expiry", "最早到期日")),
        Boolean(name="confirmed", title=Words("Last count confirmed", "确认与上次相同")),
        Boolean(name="blind", title=Words("Asked without the last value", "未显示上次数值")),
    ),
    doubts=(
        Doubt(
            "stock_count.on_shelf_but_none",
            Words("On shelf, yet none counted.", "标为在架，但数量为零。"),
            _on_shelf_but_none_counted,
        ),
    ),
)
