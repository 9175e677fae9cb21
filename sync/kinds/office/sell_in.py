"""Goods delivered into an outlet, one line of an invoice; a negative line is a return."""

from sync.fields import Day, Integer, Money, Ref, Text, Words, currency
from sync.kind import NAMED, Kind

SELL_IN = Kind(
    name="sell_in",
    group="office",
    title=Words("Sell-in line", "进货行"),
    purpose=Words("Goods delivered into an outlet.", "送入门店的货物。"),
    identity=NAMED,
    scope="office",
    merge="fields",
    authors=("sales", "admin", "system"),
    readers=("marketing", "sales", "manager", "admin"),
    fields=(
        Text(name="line", max_length=100, title=Words("Invoice line", "发票行")),
        Day(name="delivered_on", title=Words("Delivered", "送货日期"), required=True),
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="sku", of="product", title=Words("Product", "产品"), required=True),
        Integer(name="units", min=-999_999, max=999_999, title=Words("Units", "数量"), required=True),
        Money(name="amount_minor", min=-(10**12), title=Words("Amount", "金额")),
        currency(),
    ),
)
