"""That somebody of the field has read a plan, passed its quiz, and, for a territory, acknowledged it."""

from sync.fields import Boolean, Instant, Numbers, Ref, Words
from sync.kind import FIELD_FORCE, UUID7, Kind

PLAN_RECEIPT = Kind(
    name="plan_receipt",
    group="plans",
    title=Words("Plan receipt", "计划回执"),
    purpose=Words("Who has read a plan, passed its quiz, acknowledged it.", "谁已阅读、通过测验并确认计划。"),
    identity=UUID7,
    scope="person",
    merge="fact",
    authors=FIELD_FORCE,
    since=10,
    fields=(
        Ref(name="of_plan", of="plan", title=Words("Plan", "计划"), required=True),
        Instant(name="read_at", title=Words("Read", "阅读时间")),
        Numbers(name="answers", max=9, title=Words("Answers", "答案")),
        Boolean(name="passed", title=Words("Passed", "通过")),
        Instant(name="acknowledged_at", title=Words("Acknowledged", "确认时间")),
    ),
)
