"""The answer to one question of the office."""

from sync.fields import Ref, Text, Words
from sync.kind import FIELD_FORCE, Kind, per_visit

ANSWER = Kind(
    name="answer",
    group="observations",
    title=Words("Answer", "问卷回答"),
    purpose=Words("What was answered to a question of the office.", "对办公室问题的回答。"),
    identity=per_visit("question"),
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    photos=("proof",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="question", of="question", title=Words("Question", "问题"), required=True),
        Text(name="value", max_length=1_000, title=Words("Answer", "回答")),
    ),
)
