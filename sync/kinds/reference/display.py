"""A display agreed with a retailer: what should stand where."""

from sync.fields import Choice, Day, Integer, Ref, Text, Words, options
from sync.kind import FIELD_FORCE, NAMED, OFFICE, Kind

DISPLAY = Kind(
    name="display",
    group="reference",
    title=Words("Agreed display", "约定陈列"),
    purpose=Words("What should stand where, as agreed with the retailer.", "与店主约定的陈列标准与位置。"),
    identity=NAMED,
    scope="route",
    merge="fields",
    authors=OFFICE + FIELD_FORCE,
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Choice(
            name="display_kind",
            title=Words("Kind of display", "陈列类型"),
            options=options(
                shelf=("shelf", "货架"), space=("second placement", "二次陈列"), ground=("floor stack", "地堆")
            ),
            required=True,
        ),
        Text(name="standard", max_length=500, title=Words("Agreed standard", "约定标准")),
        Integer(name="facings_agreed", unit="facing", max=9_999, title=Words("Facings agreed", "约定排面")),
        Ref(name="reference", of="photo", title=Words("As it should look", "标准样式")),
        Text(name="brand", title=Words("Brand", "品牌")),
        Day(name="from_on", title=Words("From", "开始日期")),
        Day(name="until_on", title=Words("Until", "结束日期")),
    ),
)
