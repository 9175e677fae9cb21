"""What somebody of the field asks about a plan."""

from sync.fields import Ref, Text, Words
from sync.kind import FIELD_FORCE, UUID7, Kind

PLAN_QUESTION = Kind(
    name="plan_question",
    group="plans",
    title=Words("Question about a plan", "计划提问"),
    purpose=Words("What the field asks about a plan.", "一线对计划的提问。"),
    identity=UUID7,
    scope="person",
    merge="fact",
    authors=FIELD_FORCE,
    since=10,
    fields=(
        Ref(name="of_plan", of="plan", title=Words("Plan", "计划"), required=True),
        Text(name="text", max_length=500, title=Words("Question", "问题"), required=True),
    ),
)
