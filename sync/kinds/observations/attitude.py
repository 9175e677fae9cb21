"""How the retailer stands towards us, on the ladder 0 to 4."""

from sync.fields import Choice, Day, Integer, Ref, Text, Words, options
from sync.kind import FIELD_FORCE, Kind, per_visit

ATTITUDE = Kind(
    name="attitude",
    group="observations",
    title=Words("Retailer's attitude", "店主态度"),
    purpose=Words(
        "The ladder: 0 refuses, 1 tolerates, 2 agrees, 3 helps, 4 initiates.",
        "态度阶梯：0 拒绝，1 容忍，2 同意，3 帮助，4 主动。",
    ),
    identity=per_visit(),
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="retailer",
    photos=("proof",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Integer(name="level", max=4, unit="step", title=Words("Attitude", "态度")),
        Choice(
            name="argument",
            title=Words("Argument used", "所用理由"),
            options=options(
                margin=("margin", "利润"),
                turnover=("turnover", "周转"),
                promotion=("promotion", "促销"),
                service=("service", "服务"),
                display_fee=("display fee", "陈列费"),
                brand=("brand", "品牌"),
                relation=("good relations", "客情"),
            ),
        ),
        Text(name="promise", max_length=300, title=Words("Promise", "承诺")),
        Day(name="promise_due_on", title=Words("Promise due", "承诺日期")),
    ),
)
