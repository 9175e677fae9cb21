"""What the office answers to a question about a plan; everybody in the territory of who asked may read it."""

from sync.fields import Ref, Text, Words
from sync.kind import NAMED, OFFICE, Kind

PLAN_ANSWER = Kind(
    name="plan_answer",
    group="plans",
    title=Words("Answer about a plan", "计划答复"),
    purpose=Words("What the office answers about a plan.", "办公室对计划提问的答复。"),
    identity=NAMED,
    scope="territory",
    merge="fields",
    authors=OFFICE,
    since=10,
    fields=(
        Text(name="of", max_length=200, title=Words("Of question", "所属问题"), required=True),
        Text(name="question", max_length=500, title=Words("Question", "问题"), required=True),
        Text(name="answer", max_length=500, title=Words("Answer", "答复"), required=True),
        Text(name="answered_by", max_length=100, title=Words("Answered by", "答复人")),
        Ref(name="of_plan", of="plan", title=Words("Plan", "计划"), required=True),
    ),
)
