"""Whether what a retailer promised on an earlier visit was kept."""

from sync.fields import Choice, Ref, Words, options
from sync.kind import FIELD_FORCE, Kind, per_visit

PROMISE_CHECK = Kind(
    name="promise_check",
    group="observations",
    title=Words("Promise looked after", "承诺跟进"),
    purpose=Words("Whether an earlier promise of the retailer was kept.", "店主先前的承诺是否兑现。"),
    identity=per_visit("promise"),
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    since=8,
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="promise", of="attitude", title=Words("Promise", "承诺"), required=True),
        Choice(
            name="state",
            title=Words("State", "状态"),
            options=options(kept=("kept", "已兑现"), not_yet=("not yet", "尚未"), broken=("given up", "已作罢")),
        ),
    ),
)
