"""A product of a competitor."""

from sync.fields import Choice, Integer, Money, Ref, Text, Words, currency, options
from sync.kind import NAMED, OFFICE, Kind

CONTENT_UNITS = options(ml=("ml", "毫升"), g=("g", "克"), piece=("pieces", "件"))

RIVAL_PRODUCT = Kind(
    name="rival_product",
    group="reference",
    title=Words("Rival's product", "竞品"),
    purpose=Words("What a competitor sells next to ours.", "竞争对手在我方旁边销售的产品。"),
    identity=NAMED,
    scope="company",
    merge="fields",
    authors=OFFICE,
    fields=(
        Text(name="name", max_length=200, title=Words("Name", "名称"), required=True),
        Ref(name="competitor", of="competitor", title=Words("Competitor", "竞争对手")),
        Text(name="category", title=Words("Category", "品类")),
        Text(name="gtin", max_length=14, title=Words("Barcode", "条码")),
        Integer(name="content", max=1_000_000, title=Words("Content", "含量")),
        Choice(name="content_unit", title=Words("Unit of content", "含量单位"), options=CONTENT_UNITS),
        Money(name="price_minor", title=Words("Usual price", "常见价格")),
        currency(),
    ),
)
