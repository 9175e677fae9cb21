"""A shop."""

from sync.fields import Choice, Day, Money, Position, Ref, Text, Words, currency, options
from sync.kind import FIELD_FORCE, NAMED, OFFICE, Doubt, Kind


def _has_no_name(fields) -> bool:
    return not fields.get("name")


def _has_no_position(fields) -> bool:
    return fields.get("position") is None


OUTLET = Kind(
    name="outlet",
    group="reference",
    title=Words("Outlet", "门店"),
    purpose=Words("A shop on a route.", "路线上的一家店。"),
    identity=NAMED,
    scope="route",
    merge="fields",
    authors=OFFICE + FIELD_FORCE,
    photos=("storefront",),
    fields=(
        Text(name="name", max_length=200, title=Words("Name", "名称")),
        Text(name="code", max_length=64, title=Words("Code", "编码")),
        Text(name="channel", max_length=64, title=Words("Channel", "渠道")),
        Choice(
            name="outlet_class",
            title=Words("Class", "等级"),
            options=options(A=("A", "A 类"), B=("B", "B 类"), C=("C", "C 类")),
        ),
        Ref(name="route", of="route", title=Words("Route", "路线")),
        Text(name="address", max_length=300, title=Words("Address", "地址")),
        Text(name="postcode", max_length=16, title=Words("Postcode", "邮编")),
        Text(name="city", max_length=100, title=Words("City", "城市")),
        Position(name="position", title=Words("Position", "位置")),
        Text(name="phone", max_length=64, title=Words("Phone", "电话")),
        Text(name="opening_hours", max_length=300, title=Words("Opening hours", "营业时间")),
        Money(name="turnover_minor", title=Words("Category turnover a month", "品类月销售额")),
        currency(),
        Choice(
            name="status",
            title=Words("Status", "状态"),
            options=options(active=("active", "营业"), closed=("closed", "停业"), wrong_pin=("wrong pin", "定位有误")),
        ),
        Day(name="opened_on", title=Words("Since", "开始日期")),
        Day(name="closed_on", title=Words("Closed on", "停业日期")),
    ),
    doubts=(
        Doubt("outlet.no_name", Words("The outlet has no name.", "门店没有名称。"), _has_no_name),
        Doubt("outlet.no_position", Words("The outlet has no position.", "门店没有定位。"), _has_no_position),
    ),
)
