"""What the field may read of a released plan: its note, its training card, its quiz."""

from sync.fields import Choice, Day, Payload, Ref, Text, Words, options
from sync.kind import NAMED, OFFICE, Kind

WHAT = options(
    promotion=("promotion", "促销"),
    pr_activity=("promotion or PR activity", "推广公关活动"),
    pop_release=("POP release", "POP 发放"),
    gift_distribution=("gift distribution", "赠品发放"),
    sales_targets=("sales targets", "销售目标"),
    brand_share=("brand and share", "品牌与份额"),
    new_product_listing=("new-product listing", "新品上架"),
    channel_coverage=("channel coverage", "渠道覆盖"),
)
HORIZONS = options(
    annual=("annual", "年度"),
    quarterly=("quarterly", "季度"),
    monthly=("monthly", "月度"),
    special=("holiday or special", "节日或专项"),
)

PLAN_CARD = Kind(
    name="plan_card",
    group="plans",
    title=Words("Plan card", "计划卡"),
    purpose=Words("What the field reads of a released plan.", "一线可阅读的已发布计划内容。"),
    identity=NAMED,
    scope="territory",
    merge="fields",
    authors=OFFICE,
    since=10,
    fields=(
        Text(name="name", max_length=100, title=Words("Name", "名称"), required=True),
        Choice(name="what", title=Words("What", "类型"), options=WHAT, required=True),
        Choice(name="horizon", title=Words("Horizon", "周期"), options=HORIZONS),
        Text(name="note", max_length=1_000, title=Words("Note", "说明")),
        Day(name="from_on", title=Words("From", "开始日期")),
        Day(name="until_on", title=Words("Until", "结束日期")),
        Day(name="released_on", title=Words("Released", "发布日期")),
        Text(name="card", max_length=2_000, title=Words("Training card", "培训卡")),
        Payload(name="quiz", title=Words("Quiz", "小测验")),
        Ref(name="of_plan", of="plan", title=Words("Plan", "计划"), required=True),
    ),
)
