"""One entry of a route: which outlet, where in the order, on which days."""

from sync.fields import Choice, Day, Integer, Numbers, Ref, Words, options
from sync.kind import NAMED, OFFICE, Kind

ROUTE_STOP = Kind(
    name="route_stop",
    group="reference",
    title=Words("Route stop", "路线站点"),
    purpose=Words("One outlet on a route, its place in the order and its days.", "路线上的一家门店、顺序与拜访日。"),
    identity=NAMED,
    scope="route",
    merge="fields",
    authors=OFFICE,
    fields=(
        Ref(name="route", of="route", title=Words("Route", "路线"), required=True),
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Integer(name="position", max=9_999, title=Words("Place in the order", "顺序")),
        Numbers(name="weekdays", min=1, max=7, title=Words("Weekdays, Monday is 1", "星期，周一为 1")),
        Choice(
            name="weeks",
            title=Words("Weeks", "周次"),
            options=options(every=("every week", "每周"), a=("week A", "A 周"), b=("week B", "B 周")),
        ),
        Day(name="from_on", title=Words("From", "开始日期")),
        Day(name="until_on", title=Words("Until", "结束日期")),
    ),
)
