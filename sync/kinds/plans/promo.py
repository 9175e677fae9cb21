"""A promotion: what should run, where, from when until when, with which elements."""

from sync.fields import Choices, Day, Ref, Text, Words, options
from sync.kind import NAMED, OFFICE, Kind

PROMO = Kind(
    name="promo",
    group="plans",
    title=Words("Promotion", "促销"),
    purpose=Words("What should run, from when until when.", "应执行的促销及其起止。"),
    identity=NAMED,
    scope="territory",
    merge="fields",
    authors=OFFICE,
    fields=(
        Text(name="name", title=Words("Name", "名称"), required=True),
        Text(name="note", max_length=1_000, title=Words("Note", "说明")),
        Ref(name="sku", of="product", title=Words("Product", "产品")),
        Day(name="from_on", title=Words("From", "开始日期")),
        Day(name="until_on", title=Words("Until", "结束日期")),
        Choices(
            name="elements",
            title=Words("Elements", "要素"),
            keys=options(
                price=("price", "价格"),
                tag=("price tag", "价签"),
                display=("display", "陈列"),
                stock=("stock", "库存"),
                gift=("gift", "赠品"),
                pop=("POP", "POP"),
                promoter=("promoter", "促销员"),
            ),
            options=options(required=("required", "需要"), not_applicable=("not needed", "不适用")),
        ),
        Ref(name="of_plan", of="plan", title=Words("Released with", "所属发布计划")),
    ),
)
