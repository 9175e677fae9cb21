"""A promoter at her stand: present, tidy, selling."""

from sync.fields import Boolean, Choice, Choices, Integer, Ref, Text, Words, options
from sync.kind import FIELD_FORCE, Kind, per_visit

PROMOTER_SHIFT = Kind(
    name="promoter_shift",
    group="observations",
    title=Words("Promoter", "促销员"),
    purpose=Words("A promoter's presence, stand and tally.", "促销员的到岗、展台与销量。"),
    identity=per_visit("promoter"),
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    days_on_device=62,
    card="promotion",
    photos=("proof",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Ref(name="promoter", of="promoter", title=Words("Promoter", "促销员"), required=True),
        Choice(
            name="presence",
            title=Words("Presence", "到岗"),
            options=options(present=("present", "在岗"), late=("late", "迟到"), absent=("absent", "缺勤")),
        ),
        Boolean(name="stand_ok", title=Words("Stand in order", "展台合格")),
        Integer(name="units_sold", max=99_999, title=Words("Units sold", "销量")),
        Integer(name="gifts_given", max=99_999, title=Words("Gifts given", "赠品发放")),
        Integer(name="contacts", max=99_999, title=Words("Shoppers spoken to", "接触人数")),
        Choices(
            name="quiz",
            title=Words("Five questions", "五问"),
            keys=options(
                offer=("what the promotion gives", "促销内容"),
                price=("price with and without it", "促销前后价格"),
                product=("what sets the product apart", "产品特点"),
                rival=("answer to the rival's offer", "如何应对竞品"),
                gift=("who gets a gift", "赠品规则"),
            ),
            options=options(right=("right", "正确"), wrong=("wrong", "错误")),
        ),
        Text(name="coaching", max_length=500, title=Words("Coaching note", "辅导记录")),
    ),
)
