"""A person who stands in a shop and wins shoppers for us."""

from sync.fields import Numbers, Ref, Text, Words
from sync.kind import NAMED, OFFICE, Kind

PROMOTER = Kind(
    name="promoter",
    group="reference",
    title=Words("Promoter", "促销员"),
    purpose=Words("Who stands in a shop and wins shoppers.", "驻店吸引消费者的人员。"),
    identity=NAMED,
    scope="territory",
    merge="fields",
    authors=(*OFFICE, "representative"),
    fields=(
        Text(name="name", title=Words("Name", "姓名"), required=True),
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店")),
        Ref(name="promo", of="promo", title=Words("Promotion", "促销")),
        Numbers(name="weekdays", min=1, max=7, title=Words("Weekdays, Monday is 1", "星期，周一为 1")),
        Text(name="from_time", max_length=5, title=Words("From (hour)", "上岗时间")),
        Text(name="until_time", max_length=5, title=Words("Until (hour)", "下岗时间")),
    ),
)
