"""Gifts issued, received, given to shoppers, returned."""

from sync.fields import Choice, Integer, Ref, Words, options
from sync.kind import FIELD_FORCE, UUID7, Kind

GIFT_MOVEMENT = Kind(
    name="gift_movement",
    group="observations",
    title=Words("Gift movement", "赠品流转"),
    purpose=Words("Gifts that changed hands.", "赠品的交接。"),
    identity=UUID7,
    scope="visits",
    merge="entry",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="spend",
    fields=(
        Ref(name="gift", of="gift", title=Words("Gift", "赠品"), required=True),
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店")),
        Ref(name="visit", of="visit", title=Words("Visit", "拜访")),
        Integer(name="units", min=1, title=Words("Units", "数量"), required=True),
        Choice(
            name="direction",
            title=Words("Direction", "方向"),
            required=True,
            options=options(
                issued=("issued", "发出"),
                received=("received", "收到"),
                given=("given", "赠出"),
                returned=("returned", "退回"),
            ),
        ),
    ),
)
