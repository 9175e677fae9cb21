"""Whether the elements of a promotion are there."""

from sync.fields import Choices, Ref, Words, options
from sync.kind import FIELD_FORCE, Kind, per_visit

PROMO_CHECK = Kind(
    name="promo_check",
    group="observations",
    title=Words("Promotion check", "促销检查"),
    purpose=Words("Which elements of a promotion are in place.", "促销各要素是否到位。"),
    identity=per_visit("promo"),
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="promotion",
    photos=("proof",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="promo", of="promo", title=Words("Promotion", "促销"), required=True),
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
            options=options(
                ok=("in place", "到位"), missing=("missing", "缺失"), not_applicable=("not needed", "不适用")
            ),
        ),
    ),
)
