"""What a shopper finds: availability, space, displays, prices."""

from collections import Counter
from collections.abc import Iterable

from server.departments.metrics.figure import Figure, metric, ratio, share
from sync.fields import Words

PRICE_TOLERANCE = 0.02
HERO_CAP = 60.0


@metric(
    Words("On-shelf availability", "在架率"),
    Words(
        "Must-stock products on the shelf ÷ must-stock products checked.",
        "在架的必备产品 ÷ 已检查的必备产品。",
    ),
)
def on_shelf_availability(on_shelf: int, checked: int) -> Figure:
    return share(on_shelf, checked)


@metric(
    Words("Out-of-stock rate", "缺货率"),
    Words(
        "Must-stock products not on the shelf ÷ must-stock products checked.",
        "不在架的必备产品 ÷ 已检查的必备产品。",
    ),
)
def oos_rate(out: int, checked: int) -> Figure:
    return share(out, checked)


@metric(
    Words("Out of stock by cause", "缺货原因构成"),
    Words("Products out for a cause ÷ products out.", "因某原因缺货的产品 ÷ 缺货产品。"),
)
def oos_by_cause(causes: Iterable[str]) -> dict[str, Figure]:
    """From the cause of each product out, the share of every cause that occurs."""
    counts = Counter(causes)
    return {cause: share(count, counts.total()) for cause, count in counts.items()}


@metric(
    Words("Fixed on the visit", "当场补货率"),
    Words("Out on entry and on the shelf on exit ÷ out on entry.", "到店缺货而离店在架 ÷ 到店缺货。"),
)
def fixed_on_visit_rate(fixed: int, found: int) -> Figure:
    return share(fixed, found)


@metric(
    Words("Share of shelf", "货架份额"),
    Words(
        "Our facings ÷ facings of the category; empty places do not count.",
        "我方排面 ÷ 品类总排面；空位不计。",
    ),
)
def share_of_shelf(own: float, competitor: float, empty: float = 0) -> Figure:
    return ratio(own, own + competitor + empty)


@metric(
    Words("Display compliance", "陈列达标率"),
    Words(
        "Displays as agreed on exit ÷ agreed displays due and checked.",
        "离店时符合约定的陈列 ÷ 应有且已检查的约定陈列。",
    ),
)
def display_compliance(as_agreed: int, due: int) -> Figure:
    return share(as_agreed, due)


@metric(
    Words("Displays rebuilt on the visit", "当场整改陈列率"),
    Words(
        "Not as agreed on entry and as agreed on exit ÷ not as agreed on entry.",
        "到店不达标而离店达标 ÷ 到店不达标。",
    ),
)
def displays_rebuilt(rebuilt: int, found: int) -> Figure:
    return share(rebuilt, found)


@metric(
    Words("Price compliance", "价格合规率"),
    Words("Prices within 2 % of the list price ÷ prices seen.", "与标价相差不超过 2 % 的价格 ÷ 所见价格。"),
)
def price_compliance(prices: Iterable[tuple[float, float]]) -> Figure:
    """From pairs of price seen and list price."""
    seen = [abs(price - listed) <= PRICE_TOLERANCE * listed for price, listed in prices if listed]
    return share(sum(seen), len(seen))


@metric(
    Words("Price index", "价格指数"),
    Words(
        "100 × our price per content ÷ the competitor's price per content.",
        "100 × 我方单位含量价格 ÷ 竞品单位含量价格。",
    ),
    unit="index",
)
def price_index(own_price: float, own_content: float, rival_price: float, rival_content: float) -> Figure:
    if not (own_content and rival_content and rival_price):
        return Figure(None)
    return ratio(100 * own_price / own_content, rival_price / rival_content)


@metric(
    Words("Perfect-outlet score", "完美门店得分"),
    Words(
        "100 × weighted mean of min(1, actual ÷ target) over the pillars that apply; a missing hero product caps it at 60.",
        "100 × 各适用项 min(1, 实际 ÷ 目标) 的加权平均；缺主打产品时最高 60。",
    ),
    unit="score",
)
def perfect_store_score(pillars: Iterable[tuple[float, float, float]], hero_missing: bool = False) -> Figure:
    """From (actual, target, weight) of each pillar; a pillar with target 0 does not apply."""
    applicable = [(actual, target, weight) for actual, target, weight in pillars if target]
    weights = sum(weight for _, _, weight in applicable)
    if not weights:
        return Figure(None)
    score = 100 * sum(weight * min(1, actual / target) for actual, target, weight in applicable) / weights
    return Figure(min(score, HERO_CAP) if hero_missing else score)


@metric(
    Words("Display share", "陈列占比"),
    Words("Our displays standing ÷ (ours + competitors’ displays seen).", "我方在位陈列 ÷（我方 + 所见竞品陈列）。"),
)
def display_share(own: int, competitor: int) -> Figure:
    return share(own, own + competitor)


@metric(
    Words("Outlets missing a hero product", "缺主打产品门店"),
    Words(
        "Outlets where a hero product of the must-stock list was looked for and not on the shelf.",
        "必备清单中的主打产品经检查不在架的门店。",
    ),
    unit="number",
)
def outlets_missing_a_hero(outlets: int | None) -> Figure:
    return Figure(outlets)
