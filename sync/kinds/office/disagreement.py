"""Where the departments' claims about the trade do not agree: what each says, who owns it, until when."""

from sync.fields import Choice, Day, Payload, Ref, Text, Words, options
from sync.kind import NAMED, OFFICE, Kind

DISAGREEMENT = Kind(
    name="disagreement",
    group="office",
    title=Words("Disagreement", "不一致"),
    purpose=Words(
        "What was planned, delivered and seen of one thing, where they differ.", "同一事项的计划、交付与所见不符之处。"
    ),
    identity=NAMED,
    scope="office",
    merge="fields",
    authors=OFFICE,
    readers=OFFICE,
    since=9,
    fields=(
        Choice(
            name="rule",
            title=Words("What differs", "不符事项"),
            required=True,
            options=options(
                delivered_not_on_shelf=("delivered, not on the shelf", "已送货但不在架"),
                pop_not_received=("POP issued, not received", "POP 已发出但未收到"),
                pop_not_standing=("POP owed, not standing", "POP 应布置但未见"),
                promo_without_element=("promotion without an element", "促销缺少要素"),
                observers_contradict=("two observers contradict", "两名观察者矛盾"),
            ),
        ),
        Choice(
            name="owner",
            title=Words("Owner", "责任部门"),
            required=True,
            options=options(marketing=("marketing", "市场部"), sales=("sales", "销售部")),
        ),
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店")),
        Ref(name="route", of="route", title=Words("Route", "路线")),
        Text(name="about", title=Words("About", "关于"), required=True),
        Payload(name="said", title=Words("Claims", "各方说法")),
        Payload(name="evidence", title=Words("Evidence", "依据")),
        Day(name="since_on", title=Words("Since", "起始日期"), required=True),
        Day(name="opened_on", title=Words("Opened", "提出日期"), required=True),
        Day(name="due_on", title=Words("Due", "截止日期"), required=True),
        Choice(
            name="state",
            title=Words("State", "状态"),
            required=True,
            options=options(open=("open", "未解决"), explained=("explained", "已说明"), closed=("closed", "已关闭")),
        ),
        Text(name="resolution", max_length=1_000, title=Words("Explanation", "说明")),
        Text(name="explained_by", title=Words("Explained by", "说明人")),
        Day(name="closed_on", title=Words("Closed", "关闭日期")),
    ),
)
