"""Two values that met unseen: both are kept, one stands, somebody decides."""

from sync.fields import Choice, Payload, Text, Words, options
from sync.kind import EVERYONE, NAMED, Kind

DISPUTE = Kind(
    name="dispute",
    group="office",
    title=Words("Dispute", "争议"),
    purpose=Words("Two values that met without their authors knowing.", "两位作者互不知情而相遇的两个值。"),
    identity=NAMED,
    scope="any",
    merge="fields",
    authors=(*EVERYONE, "system"),
    fields=(
        Text(name="of", max_length=200, title=Words("Of record", "所属记录"), required=True),
        Text(name="field", max_length=64, title=Words("Field", "字段"), required=True),
        Payload(name="standing", title=Words("The value that stands", "现行值")),
        Payload(name="other", title=Words("The other value", "另一值")),
        Choice(
            name="state",
            title=Words("State", "状态"),
            options=options(open=("open", "待处理"), settled=("settled", "已解决")),
        ),
    ),
)
