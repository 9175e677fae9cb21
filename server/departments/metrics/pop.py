"""Material and promotions: what was planned against what stands and runs."""

from collections.abc import Iterable, Mapping

from server.departments.metrics.figure import Figure, metric, share
from sync.fields import Words


@metric(
    Words("Placed of planned", "布置 ÷ 计划"),
    Words("POP items placed ÷ planned.", "已布置的 POP ÷ 计划。"),
)
def placement_of_plan(placed: int, planned: int) -> Figure:
    return share(placed, planned)


@metric(
    Words("Placed of issued", "布置 ÷ 发出"),
    Words("POP items placed ÷ issued.", "已布置的 POP ÷ 发出。"),
)
def placement_of_issued(placed: int, issued: int) -> Figure:
    return share(placed, issued)


@metric(
    Words("POP survival", "POP 留存率"),
    Words("POP items still standing ÷ items placed and seen again.", "仍在的 POP ÷ 布置后再次查看的 POP。"),
)
def pop_survival(standing: int, revisited: int) -> Figure:
    return share(standing, revisited)


@metric(
    Words("POP compliance", "POP 达标率"),
    Words(
        "POP items placed, undamaged and mounted as meant ÷ planned.",
        "已布置、完好且方式正确的 POP ÷ 计划。",
    ),
)
def pop_compliance(compliant: int, planned: int) -> Figure:
    return share(compliant, planned)


@metric(
    Words("POP unaccounted for", "去向不明的 POP"),
    Words("Issued − placed − returned.", "发出 − 布置 − 退回。"),
    unit="number",
)
def pop_unaccounted(issued: int | None, placed: int, returned: int) -> Figure:
    """No data where nobody issued anything."""
    return Figure(None if issued is None else issued - placed - returned)


@metric(
    Words("Promotion compliance", "促销达标率"),
    Words(
        "Checks with every required element in place ÷ checks answered.",
        "所有应有要素到位的检查 ÷ 已作答的检查。",
    ),
)
def promotion_compliance(checks: Iterable[Mapping[str, str]]) -> Figure:
    """From the elements of each check (ok, missing, not_applicable); an unanswered check leaves the figure."""
    answered = [
        states for check in checks if (states := {state for state in check.values() if state in ("ok", "missing")})
    ]
    return share(sum("missing" not in states for states in answered), len(answered))
