"""POP in a tallyman's bag: received, returned, counted anew; what he puts up leaves it by its placement."""

from sync.fields import Choice, Integer, Ref, Words, options
from sync.kind import FIELD_FORCE, UUID7, Kind

POP_MOVEMENT = Kind(
    name="pop_movement",
    group="observations",
    title=Words("POP in the bag", "随身物料"),
    purpose=Words("POP items that entered or left a bag.", "进出随身包的物料。"),
    identity=UUID7,
    scope="visits",
    merge="entry",
    authors=FIELD_FORCE,
    days_on_device=62,
    since=8,
    fields=(
        Ref(name="pop_item", of="pop_item", title=Words("POP item", "POP 物料"), required=True),
        Integer(name="units", title=Words("Units", "数量"), required=True),
        Choice(
            name="direction",
            title=Words("Direction", "方向"),
            required=True,
            options=options(received=("received", "收到"), returned=("returned", "退回"), counted=("counted", "清点")),
        ),
    ),
)
