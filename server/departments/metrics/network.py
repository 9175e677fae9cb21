"""How the network of outlets changes: opened, closed, moved, entered twice."""

from server.departments.metrics.figure import Figure, metric, share
from sync.fields import Words


@metric(
    Words("Active outlets", "营业门店"),
    Words("Outlets open at the window's end.", "期末营业的门店。"),
    unit="number",
)
def active_outlets(outlets: int | None) -> Figure:
    return Figure(outlets)


@metric(
    Words("New outlets", "新增门店"),
    Words("Outlets opened on a day of the window.", "期内开业的门店。"),
    unit="number",
)
def new_outlets(outlets: int | None) -> Figure:
    return Figure(outlets)


@metric(
    Words("Closed outlets", "停业门店"),
    Words("Outlets closed on a day of the window.", "期内停业的门店。"),
    unit="number",
)
def closed_outlets(outlets: int | None) -> Figure:
    return Figure(outlets)


@metric(
    Words("Outlets that moved", "位置变动门店"),
    Words(
        "Active outlets whose pin was reported wrong, or whose two latest visits both began far from it.",
        "定位被报告有误，或最近两次拜访均远离定位的营业门店。",
    ),
    unit="number",
)
def moved_outlets(outlets: int | None) -> Figure:
    return Figure(outlets)


@metric(
    Words("Possible duplicates", "疑似重复"),
    Words(
        "Pairs of active outlets with one phone number, or within 40 m of each other with names that are alike.",
        "电话相同，或相距 40 米内且名称相近的营业门店对。",
    ),
    unit="number",
)
def duplicate_outlets(pairs: int | None) -> Figure:
    return Figure(pairs)


@metric(
    Words("Outlets heard from", "有信息的门店"),
    Words(
        "Active outlets with an observation of the kind in the window ÷ active outlets.",
        "期内有此类观察的营业门店 ÷ 营业门店。",
    ),
)
def outlets_heard_from(heard: int, outlets: int) -> Figure:
    return share(heard, outlets)
