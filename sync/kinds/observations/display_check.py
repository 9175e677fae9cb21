"""Whether an agreed display stands as agreed, on entry and on exit."""

from sync.fields import Boolean, Choice, Integer, Ref, Words, options
from sync.kind import FIELD_FORCE, Doubt, Kind, per_visit

STATES = options(as_agreed=("as agreed", "符合约定"), partial=("partly", "部分符合"), missing=("missing", "缺失"))


def _more_than_the_shelf_holds(fields) -> bool:
    ours, all_of_them = fields.get("facings"), fields.get("category_facings")
    return ours is not None and all_of_them is not None and ours > all_of_them


DISPLAY_CHECK = Kind(
    name="display_check",
    group="observations",
    title=Words("Display check", "陈列检查"),
    purpose=Words("The state of an agreed display when we came and when we left.", "约定陈列在到店时与离店时的状态。"),
    identity=per_visit("display"),
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="displays",
    photos=("before", "after"),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="display", of="display", title=Words("Display", "陈列"), required=True),
        Choice(
            name="display_kind",
            title=Words("Kind of display", "陈列类型"),
            options=options(
                shelf=("shelf", "货架"), space=("second placement", "二次陈列"), ground=("floor stack", "地堆")
            ),
        ),
        Choice(name="state_on_entry", title=Words("On entry", "到店时"), options=STATES),
        Choice(name="state_on_exit", title=Words("On exit", "离店时"), options=STATES),
        Choice(
            name="position",
            title=Words("Position", "位置"),
            options=options(
                eye_level=("eye level", "视平线"),
                hand_level=("hand level", "手平线"),
                top=("top", "顶层"),
                floor=("floor", "底层"),
                checkout=("checkout", "收银台"),
                entrance=("entrance", "入口"),
                cooler=("cooler", "冷柜"),
                elsewhere=("elsewhere", "其他位置"),
            ),
        ),
        Integer(name="facings", unit="facing", max=9_999, title=Words("Our facings", "我方排面")),
        Integer(
            name="category_facings", unit="facing", max=99_999, title=Words("Facings of the category", "品类总排面")
        ),
        Boolean(name="blind", title=Words("Asked without the last value", "未显示上次数值")),
    ),
    doubts=(
        Doubt(
            "display_check.more_facings_than_category",
            Words("More facings of ours than the category has.", "我方排面多于品类总排面。"),
            _more_than_the_shelf_holds,
        ),
    ),
)
