"""A fixed list of outlets in walking order."""

from sync.fields import Day, Ref, Text, Words
from sync.kind import NAMED, OFFICE, Kind

ROUTE = Kind(
    name="route",
    group="reference",
    title=Words("Route", "路线"),
    purpose=Words("A fixed list of outlets in walking order.", "按步行顺序排列的固定门店清单。"),
    identity=NAMED,
    scope="route",
    merge="fields",
    authors=OFFICE,
    fields=(
        Text(name="name", title=Words("Name", "名称"), required=True),
        Ref(name="territory", of="territory", title=Words("Territory", "辖区")),
        Ref(name="tallyman", of="person", title=Words("Tallyman", "理货员")),
        Day(name="week_a_on", title=Words("A Monday of week A", "A 周的某个周一")),
    ),
)
