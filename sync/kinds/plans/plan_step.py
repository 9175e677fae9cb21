"""One step in the life of a plan: who did what to it, when and why; never changed afterwards."""

from sync.fields import Choice, Money, Ref, Text, Words, currency, options
from sync.kind import OFFICE, UUID7, Kind

ACTS = options(
    draft=("drafted", "起草"),
    submit=("asked for approval", "提交审批"),
    approve=("approved", "批准"),
    send_back=("sent back", "退回"),
    withdraw=("withdrew", "撤回"),
    release=("released", "发布"),
    start=("began", "开始"),
    revise=("changed the outlets", "调整门店"),
    acknowledge=("acknowledged", "确认"),
    close=("closed", "结束"),
    evaluate=("evaluated", "评估"),
)

PLAN_STEP = Kind(
    name="plan_step",
    group="plans",
    title=Words("Step of a plan", "计划步骤"),
    purpose=Words("Who did what to a plan, when and why.", "谁在何时因何对计划做了什么。"),
    identity=UUID7,
    scope="office",
    merge="entry",
    authors=OFFICE,
    readers=OFFICE,
    since=10,
    fields=(
        Ref(name="of_plan", of="plan", title=Words("Plan", "计划"), required=True),
        Choice(name="act", title=Words("What was done", "操作"), options=ACTS, required=True),
        Text(name="state", title=Words("State afterwards", "之后状态"), required=True),
        Text(name="why", max_length=1_000, title=Words("Why", "原因")),
        Text(name="region", max_length=200, title=Words("Region", "大区")),
        Money(name="budget_minor", title=Words("Budget then", "当时预算")),
        currency(),
    ),
)
