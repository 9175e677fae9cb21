"""A stop at one outlet: when, where, how it ended."""

from sync.fields import Boolean, Choice, Instant, Integer, Position, Ref, Text, Words, options
from sync.kind import FIELD_FORCE, UUID7, Doubt, Kind


def _ends_before_it_starts(fields) -> bool:
    started_at, ended_at = fields.get("started_at"), fields.get("ended_at")
    return started_at is not None and ended_at is not None and ended_at < started_at


VISIT = Kind(
    name="visit",
    group="observations",
    title=Words("Visit", "拜访"),
    purpose=Words("One stop at one outlet.", "在一家门店的一次停留。"),
    identity=UUID7,
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    photos=("storefront",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="route", of="route", title=Words("Route", "路线")),
        Boolean(name="planned", title=Words("Planned", "计划内")),
        Instant(name="started_at", title=Words("Started", "开始时间")),
        Position(name="started_position", title=Words("Position at start", "开始位置")),
        Integer(name="distance_m", unit="m", max=30_000_000, title=Words("Distance to the outlet", "与门店距离")),
        Choice(
            name="location_status",
            title=Words("Location", "定位"),
            options=options(
                near=("near", "在附近"), unsure=("unsure", "不确定"), far=("far", "较远"), no_fix=("no fix", "无定位")
            ),
        ),
        Instant(name="ended_at", title=Words("Ended", "结束时间")),
        Choice(
            name="ended_by",
            title=Words("Ended by", "结束方式"),
            options=options(person=("person", "本人"), automatic=("automatically", "自动")),
        ),
        Choice(
            name="outcome",
            title=Words("Outcome", "结果"),
            options=options(done=("done", "已完成"), skipped=("skipped", "已跳过")),
        ),
        Choice(
            name="skip_reason",
            title=Words("Reason for skipping", "跳过原因"),
            options=options(
                closed_today=("closed today", "今日关门"),
                closed_for_good=("closed for good", "已停业"),
                not_found=("not found", "找不到"),
                refused=("retailer refused", "店主拒绝"),
                owner_absent=("owner absent", "店主不在"),
                no_time=("no time left", "时间不够"),
                unsafe=("not safe to stop", "不安全"),
                other=("other", "其他"),
            ),
        ),
        Text(name="remark", max_length=500, title=Words("Remark", "备注")),
    ),
    doubts=(
        Doubt(
            "visit.ends_before_it_starts",
            Words("The visit ends before it starts.", "拜访结束早于开始。"),
            _ends_before_it_starts,
        ),
    ),
)
