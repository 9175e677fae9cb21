"""One line of the must-stock list: a product that outlets of a class shall carry, from a day on."""

from sync.fields import Choice, Day, Ref, Words, options
from sync.kind import NAMED, OFFICE, Kind

CLASSES = options(A=("A", "A 类"), B=("B", "B 类"), C=("C", "C 类"))

MUST_STOCK = Kind(
    name="must_stock",
    group="reference",
    title=Words("Must-stock line", "必备清单行"),
    purpose=Words("A product that outlets of a class shall carry.", "某类门店必须铺货的产品。"),
    identity=NAMED,
    scope="company",
    merge="fields",
    authors=OFFICE,
    fields=(
        Ref(name="sku", of="product", title=Words("Product", "产品"), required=True),
        Choice(name="outlet_class", title=Words("Class of outlet", "门店等级"), options=CLASSES, required=True),
        Day(name="from_on", title=Words("From", "开始日期")),
        Day(name="until_on", title=Words("Until", "结束日期")),
    ),
)
