"""A change the ledger could not take, kept whole until its author repairs or lets go of it."""

from sync.fields import Choice, Instant, Payload, Text, Words, options
from sync.kind import EVERYONE, NAMED, Kind

ATTENTION = Kind(
    name="attention",
    group="office",
    title=Words("Needs attention", "需要处理"),
    purpose=Words("A change that was kept but could not be taken.", "已保留但无法采纳的更改。"),
    identity=NAMED,
    scope="person",
    merge="fields",
    authors=(*EVERYONE, "system"),
    fields=(
        Text(name="change", max_length=64, title=Words("Change", "更改"), required=True),
        Payload(name="problems", title=Words("Problems", "问题")),
        Payload(name="sent", title=Words("As sent", "原始内容")),
        Instant(name="claimed_at", title=Words("Made", "时间")),
        Choice(
            name="state",
            title=Words("State", "状态"),
            options=options(open=("open", "待处理"), repaired=("repaired", "已修正"), let_go=("let go", "已放弃")),
        ),
        Text(name="repaired_by", max_length=64, title=Words("Repaired by", "修正更改")),
    ),
)
