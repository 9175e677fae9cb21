"""What somebody at a desk says about a record of the office: one entry of its thread."""

from sync.fields import Text, Words
from sync.kind import OFFICE, UUID7, Kind

REMARK = Kind(
    name="remark",
    group="office",
    title=Words("Remark", "留言"),
    purpose=Words("One entry in the thread of a record.", "一条记录下的留言。"),
    identity=UUID7,
    scope="office",
    merge="fact",
    authors=OFFICE,
    readers=OFFICE,
    since=9,
    fields=(
        Text(name="of", max_length=200, title=Words("Of record", "所属记录"), required=True),
        Text(name="text", max_length=1_000, title=Words("Text", "内容"), required=True),
    ),
)
