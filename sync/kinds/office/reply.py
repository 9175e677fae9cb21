"""What the office says to one record of the field: that it was read, and what was decided."""

from sync.fields import Choice, Instant, Ref, Text, Words, options
from sync.kind import NAMED, OFFICE, Kind

REPLY = Kind(
    name="reply",
    group="office",
    title=Words("Answer of the office", "办公室答复"),
    purpose=Words("Who read a record and what was decided.", "谁阅读了记录以及如何决定。"),
    identity=NAMED,
    scope="visits",
    merge="fields",
    authors=(*OFFICE, "representative"),
    days_on_device=62,
    since=8,
    fields=(
        Text(name="of", max_length=200, title=Words("Of record", "所属记录"), required=True),
        Ref(name="visit", of="visit", title=Words("Visit", "拜访")),
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店")),
        Text(name="read_by", max_length=100, title=Words("Read by", "阅读人")),
        Instant(name="read_at", title=Words("Read", "阅读时间")),
        Choice(
            name="state",
            title=Words("Decision", "决定"),
            options=options(
                read=("read", "已阅"),
                joined=("joined with others", "已归并"),
                decided=("acted on", "已处理"),
                declined=("not followed", "不采纳"),
                approved=("approved", "已批准"),
                refused=("not approved", "未批准"),
            ),
        ),
        Text(name="text", max_length=500, title=Words("Answer", "答复")),
    ),
)
