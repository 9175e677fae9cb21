"""A POP item put up, found standing, damaged, missing or taken down."""

from sync.fields import Choice, Ref, Words, options
from sync.kind import FIELD_FORCE, Kind, per_visit

MOUNTS = options(pasted=("pasted", "张贴"), hung=("hung", "悬挂"), stood=("stood", "立放"))

POP_PLACEMENT = Kind(
    name="pop_placement",
    group="observations",
    title=Words("POP placement", "POP 布置"),
    purpose=Words("Where a POP item was put up, or how it was found.", "POP 物料布置在何处，或其现状。"),
    identity=per_visit("pop_item"),
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="pop",
    photos=("proof",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="pop_item", of="pop_item", title=Words("POP item", "POP 物料"), required=True),
        Ref(name="plan_line", of="plan_line", title=Words("Plan line", "计划行")),
        Choice(name="mount", title=Words("Mount", "方式"), options=MOUNTS),
        Choice(
            name="spot",
            title=Words("Spot", "位置"),
            options=options(
                door=("door", "门口"),
                window=("window", "橱窗"),
                counter=("counter", "柜台"),
                shelf=("shelf", "货架"),
                cooler=("cooler", "冷柜"),
                wall=("wall", "墙面"),
                ceiling=("ceiling", "天花板"),
                outside=("outside", "店外"),
            ),
        ),
        Choice(
            name="state",
            title=Words("State", "状态"),
            options=options(
                placed=("placed now", "本次布置"),
                standing=("still standing", "仍在"),
                replaced=("replaced", "已更换"),
                damaged=("damaged", "破损"),
                missing=("missing", "缺失"),
                removed=("removed", "已撤除"),
            ),
        ),
    ),
)
