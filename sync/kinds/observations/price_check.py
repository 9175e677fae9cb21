"""The price on the shelf, of a product of ours or of a rival's."""

from sync.fields import Boolean, Choice, Integer, Money, Ref, Words, currency, options
from sync.kind import FIELD_FORCE, Kind, per_visit

PRICE_CHECK = Kind(
    name="price_check",
    group="observations",
    title=Words("Price", "价格"),
    purpose=Words("The shelf price of one product, ours or a rival's.", "我方或竞品一个产品的货架价格。"),
    identity=per_visit("sku", "rival_product"),
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="tally",
    photos=("proof",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="sku", of="product", title=Words("Product", "产品")),
        Ref(name="rival_product", of="rival_product", title=Words("Rival's product", "竞品")),
        Money(name="price_minor", title=Words("Price", "价格")),
        currency(),
        Integer(name="content", max=1_000_000, title=Words("Content", "含量")),
        Choice(
            name="content_unit",
            title=Words("Unit of content", "含量单位"),
            options=options(ml=("ml", "毫升"), g=("g", "克"), piece=("pieces", "件")),
        ),
        Boolean(name="on_promo", title=Words("On promotion", "促销中")),
    ),
)
