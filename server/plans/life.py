"""Who may take which step with a plan, in which state, and what it becomes. Pure: nothing is read or written here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LEADERS = ("marketing", "manager", "admin")
CLOCK = "system"
MOST_QUESTIONS = 5
WITHOUT_OUTLETS = ("sales_targets", "brand_share")
WITH_PRODUCT = ("promotion", "new_product_listing")
ITEM_OF = {"pop_release": "pop_item", "gift_distribution": "gift"}

Plan = Mapping[str, Any]


@dataclass(frozen=True)
class Act:
    """One step: from which states, to which (None: the plan stays), by which roles, with a reason or without."""

    states: tuple[str, ...]
    to: str | None
    roles: tuple[str, ...]
    asks_why: bool = False
    asks_whole: bool = False


ACTS: dict[str, Act] = {
    "submit": Act(("draft",), "submitted", LEADERS, asks_whole=True),
    "approve": Act(("draft", "submitted"), "approved", LEADERS, asks_whole=True),
    "release": Act(("approved", "embargoed"), "released", (*LEADERS, CLOCK), asks_whole=True),
    "start": Act(("released",), "running", (CLOCK,)),
    "acknowledge": Act(("released", "running"), None, ("sales", "manager", "admin")),
    "revise": Act(("released", "running"), None, LEADERS, asks_why=True),
    "send_back": Act(("submitted", "approved", "embargoed"), "draft", LEADERS, asks_why=True),
    "close": Act(("released", "running"), "closed", (*LEADERS, CLOCK), asks_why=True),
    "evaluate": Act(("closed",), "evaluated", LEADERS, asks_why=True),
    "withdraw": Act(("draft", "submitted", "approved", "embargoed"), "withdrawn", LEADERS, asks_why=True),
}


@dataclass(frozen=True)
class Asked:
    """A step as it is asked for: by whom, on which day, with which reason; up to which budget marketing decides."""

    act: str
    role: str
    today: str
    limit_minor: int
    why: str = ""


@dataclass(frozen=True)
class Taken:
    """The step is taken: the state afterwards, and what else is noted on the plan."""

    state: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Refusal:
    """The step is not taken; the code of the problem, and what belongs to it."""

    code: str
    details: dict[str, Any] = field(default_factory=dict)


def take(plan: Plan, asked: Asked) -> Taken | Refusal:
    """What becomes of a plan by a step that somebody asks for."""
    act = ACTS[asked.act]
    if asked.role not in act.roles:
        return Refusal("access.role")
    if plan["state"] not in act.states:
        return Refusal("plan.not_now", {"state": plan["state"]})
    if act.asks_why and not asked.why and asked.role != CLOCK:
        return Refusal("plan.why")
    if act.asks_whole and (missing := lacks(plan)):
        return Refusal("plan.incomplete", {"fields": missing})
    special = _SPECIAL.get(asked.act)
    return special(plan, asked) if special else Taken(act.to or plan["state"])


def _approve(plan: Plan, asked: Asked) -> Taken | Refusal:
    if asked.role == "marketing" and (plan.get("budget_minor") or 0) > asked.limit_minor:
        return Refusal("plan.above_limit", {"limit_minor": asked.limit_minor})
    return Taken("embargoed" if is_embargoed(plan, asked.today) else "approved")


def _release(plan: Plan, asked: Asked) -> Taken | Refusal:
    if is_embargoed(plan, asked.today):
        return Refusal("plan.embargoed", {"until": plan["embargo_on"]})
    if plan["until_on"] < asked.today:
        return Refusal("plan.over")
    state = "running" if plan["from_on"] <= asked.today else "released"
    return Taken(state, {"released_on": asked.today})


def _start(plan: Plan, asked: Asked) -> Taken | Refusal:
    return Taken("running") if plan["from_on"] <= asked.today else Refusal("plan.not_now", {"state": plan["state"]})


def _close(plan: Plan, asked: Asked) -> Taken | Refusal:
    if asked.role == CLOCK and plan["until_on"] >= asked.today:
        return Refusal("plan.not_now", {"state": plan["state"]})
    return Taken("closed", {"closed_on": asked.today})


def _evaluate(_plan: Plan, asked: Asked) -> Taken | Refusal:
    return Taken("evaluated", {"result": asked.why})


_SPECIAL = {"approve": _approve, "release": _release, "start": _start, "close": _close, "evaluate": _evaluate}


def is_embargoed(plan: Plan, today: str) -> bool:
    """Whether the day before which nothing may be heard of a plan has not come."""
    return (plan.get("embargo_on") or "") > today


def due_act(plan: Plan, today: str) -> str | None:
    """The step that a day by itself brings about."""
    state, first, last = plan["state"], plan.get("from_on") or "", plan.get("until_on") or ""
    if state == "embargoed" and not is_embargoed(plan, today) and today <= last:
        return "release"
    if state in ("released", "running") and last < today:
        return "close"
    return "start" if state == "released" and first <= today else None


def possible(plan: Plan, role: str, today: str, limit_minor: int) -> list[str]:
    """The steps that somebody could take with a plan now, given a reason."""
    asked = {act: Asked(act, role, today, limit_minor, "because") for act in ACTS}
    return [act for act in ACTS if isinstance(take(plan, asked[act]), Taken)]


def lacks(plan: Plan) -> list[str]:
    """What a plan must still be told before it can be approved, by name of its field."""
    missing = [name for name in ("from_on", "until_on") if not plan.get(name)]
    if not missing and plan["from_on"] > plan["until_on"]:
        missing.append("until_on")
    if plan["what"] not in WITHOUT_OUTLETS and not (any((plan.get("rule") or {}).values()) or plan.get("outlets")):
        missing.append("outlets")
    if plan["what"] in WITH_PRODUCT and not plan.get("sku"):
        missing.append("sku")
    wanted = ITEM_OF.get(plan["what"])
    if wanted and not any(item.get(wanted) for item in plan.get("items") or []):
        missing.append("items")
    return missing if _is_fair(plan.get("quiz") or []) else [*missing, "quiz"]


def _is_fair(quiz: list[dict[str, Any]]) -> bool:
    """Few questions, each with at least two answers of which one is right."""
    whole = all(each["question"] and len(each["answers"]) > 1 for each in quiz)
    return len(quiz) <= MOST_QUESTIONS and whole and all(0 <= each["right"] < len(each["answers"]) for each in quiz)
