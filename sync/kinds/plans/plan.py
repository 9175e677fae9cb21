"""A promise by marketing before and after the field hears of it: what, where, when, for how much, how far it has come."""

from sync.fields import Choice, Choices, Day, Integer, Money, Payload, Ref, Text, Words, currency, options
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
STATES = options(
    draft=("draft", "草稿"),
    submitted=("waits for approval", "待批准"),
    approved=("approved", "已批准"),
    embargoed=("embargoed", "待解禁"),
    released=("released", "已发布"),
    running=("running", "执行中"),
    closed=("closed", "已结束"),
    evaluated=("evaluated", "已评估"),
    withdrawn=("withdrawn", "已撤回"),
)

PLAN = Kind(
    name="plan",
    group="plans",
    title=Words("Plan", "计划"),
    purpose=Words("What marketing promises, and how far it has come.", "市场部的承诺及其进展。"),
    identity=NAMED,
    scope="office",
    merge="fields",
    authors=OFFICE,
    readers=OFFICE,
    since=10,
    fields=(
        Text(name="name", max_length=100, title=Words("Name", "名称"), required=True),
        Choice(name="what", title=Words("What", "类型"), options=WHAT, required=True),
        Choice(name="horizon", title=Words("Horizon", "周期"), options=HORIZONS),
        Choice(name="state", title=Words("State", "状态"), options=STATES, required=True),
        Day(name="from_on", title=Words("From", "开始日期")),
        Day(name="until_on", title=Words("Until", "结束日期")),
        Day(name="due_on", title=Words("To be done by", "落实期限")),
        Day(name="embargo_on", title=Words("Not before", "解禁日期")),
        Text(name="note", max_length=1_000, title=Words("Note", "说明")),
        Ref(name="parent", of="plan", title=Words("Part of", "所属计划")),
        Ref(name="last_year", of="plan", title=Words("Last year's plan", "去年计划")),
        Money(name="budget_minor", title=Words("Budget", "预算")),
        Money(name="free_minor", title=Words("Without approval up to", "免批额度")),
        currency(),
        Money(name="margin_minor", title=Words("Margin a unit", "单位毛利")),
        Payload(name="rule", title=Words("Outlets by rule", "门店规则")),
        Payload(name="outlets", title=Words("Outlets by list", "门店清单")),
        Ref(name="sku", of="product", title=Words("Product", "产品")),
        Integer(name="units", title=Words("Units an outlet", "每店数量")),
        Choices(
            name="elements",
            title=Words("Elements", "要素"),
            keys=options(
                price=("price", "价格"),
                tag=("price tag", "价签"),
                display=("display", "陈列"),
                stock=("stock", "库存"),
                gift=("gift", "赠品"),
                pop=("POP", "POP"),
                promoter=("promoter", "促销员"),
            ),
            options=options(required=("required", "需要"), not_applicable=("not needed", "不适用")),
        ),
        Payload(name="items", title=Words("Material and gifts", "物料与赠品")),
        Text(name="card", max_length=2_000, title=Words("Training card", "培训卡")),
        Payload(name="quiz", title=Words("Quiz", "小测验")),
        Day(name="released_on", title=Words("Released", "发布日期")),
        Day(name="closed_on", title=Words("Closed", "结束于")),
        Text(name="result", max_length=2_000, title=Words("Result", "结果")),
    ),
)
