"""Free goods handed to shoppers."""

from sync.fields import Money, Text, Words, currency
from sync.kind import NAMED, OFFICE, Kind

GIFT = Kind(
    name="gift",
    group="reference",
    title=Words("Gift", "赠品"),
    purpose=Words("Free goods handed to shoppers.", "送给消费者的赠品。"),
    identity=NAMED,
    scope="company",
    merge="fields",
    authors=OFFICE,
    fields=(
        Text(name="name", title=Words("Name", "名称"), required=True),
        Money(name="cost_minor", title=Words("Cost of one", "单件成本")),
        currency(),
    ),
)
