"""A product of ours, sold by the piece."""

from sync.fields import Boolean, Choice, Integer, Money, Text, Words, currency, options
from sync.kind import NAMED, OFFICE, Kind

CONTENT_UNITS = options(ml=("ml", "毫升"), g=("g", "克"), piece=("pieces", "件"))

PRODUCT = Kind(
    name="product",
    group="reference",
    title=Words("Product", "产品"),
    purpose=Words("What we sell, by the piece.", "我方销售的产品，按单件计。"),
    identity=NAMED,
    scope="company",
    merge="fields",
    authors=OFFICE,
    fields=(
        Text(name="name", max_length=200, title=Words("Name", "名称"), required=True),
        Text(name="brand", title=Words("Brand", "品牌")),
        Text(name="category", title=Words("Category", "品类")),
        Text(name="gtin", max_length=14, title=Words("Barcode", "条码")),
        Text(name="code", max_length=64, title=Words("Code", "编码")),
        Integer(name="content", max=1_000_000, title=Words("Content", "含量")),
        Choice(name="content_unit", title=Words("Unit of content", "含量单位"), options=CONTENT_UNITS),
        Integer(name="pack", max=100_000, title=Words("Pieces in a case", "每箱件数")),
        Money(name="price_minor", title=Words("List price", "标价")),
        currency(),
        Choice(
            name="life_stage",
            title=Words("Life stage", "生命周期"),
            options=options(
                introduction=("introduction", "导入期"), growth=("growth", "成长期"), maturity=("maturity", "成熟期")
            ),
        ),
        Boolean(name="counted", title=Words("Counted in full", "需清点数量")),
        Boolean(name="hero", title=Words("Hero product", "主打产品")),
    ),
)
