"""What came of an integrity signal: whether the person was asked, what they were asked, why it was laid aside."""

from sync.fields import Choice, Instant, Ref, Text, Words, options
from sync.kind import NAMED, Kind

SIGNAL = Kind(
    name="signal",
    group="office",
    title=Words("Signal looked at", "提示处理"),
    purpose=Words(
        "What came of a signal: a question, or why it was laid aside.", "提示的处理：询问本人，或搁置及其原因。"
    ),
    identity=NAMED,
    scope="person",
    merge="fields",
    authors=("representative", "manager", "admin"),
    since=11,
    fields=(
        Text(name="what", max_length=64, title=Words("Signal", "提示"), required=True),
        Text(name="of", max_length=200, title=Words("Of record", "所属记录"), required=True),
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店")),
        Choice(
            name="state",
            title=Words("State", "状态"),
            required=True,
            options=options(open=("open", "待查看"), asked=("asked", "已询问"), dismissed=("laid aside", "已搁置")),
        ),
        Text(name="question", max_length=500, title=Words("Question", "询问")),
        Instant(name="asked_at", title=Words("Asked", "询问时间")),
        Text(name="reason", max_length=500, title=Words("Why it was laid aside", "搁置原因")),
    ),
)
