"""A piece of point-of-purchase material."""

from sync.fields import Choice, Money, Text, Words, currency, options
from sync.kind import NAMED, OFFICE, Kind

MOUNTS = options(pasted=("pasted", "张贴"), hung=("hung", "悬挂"), stood=("stood", "立放"))

POP_ITEM = Kind(
    name="pop_item",
    group="reference",
    title=Words("POP item", "POP 物料"),
    purpose=Words("Material to paste, hang or stand in an outlet.", "在门店张贴、悬挂或立放的物料。"),
    identity=NAMED,
    scope="company",
    merge="fields",
    authors=OFFICE,
    fields=(
        Text(name="name", title=Words("Name", "名称"), required=True),
        Choice(name="mount", title=Words("Mount", "方式"), options=MOUNTS),
        Money(name="cost_minor", title=Words("Cost of one", "单件成本")),
        currency(),
    ),
)
