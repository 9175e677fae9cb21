"""The form of a plan: from a plan to what stands in its boxes, and from what was typed back to fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision
from flask import current_app
from werkzeug.datastructures import MultiDict

from server.departments.store import Session
from server.office.formats import plain_money
from server.plans.choosing import outlets_called

TEXTS = {"name": 100, "note": 1_000, "card": 2_000}
DAYS = ("from_on", "until_on", "due_on", "embargo_on")
AMOUNTS = ("budget", "free", "margin")
REFS = ("sku", "parent", "last_year")
LISTS = ("classes", "channels", "regions", "territories")
ELEMENTS = ("price", "tag", "display", "stock", "gift", "pop", "promoter")
ITEMS, QUESTIONS, ANSWERS = 4, 5, 3
MOST_MINOR = 10**12

Boxes = MultiDict[str, str]


@dataclass
class Typed:
    """What was typed: the fields it makes, and the boxes that make none."""

    fields: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    unknown_outlets: list[str] = field(default_factory=list)


def currency() -> str:
    """The currency of a plan's money."""
    return current_app.extensions["settings"].currency


def boxes_of(plan: Mapping[str, Any]) -> Boxes:
    """What stands in the boxes for a plan as it is."""
    rule = plan.get("rule") or {}
    boxes: Boxes = MultiDict()
    for name in (*TEXTS, *DAYS, *REFS, "what", "horizon", "units"):
        boxes[name] = "" if plan.get(name) is None else str(plan[name])
    for name in AMOUNTS:
        minor = plan.get(f"{name}_minor")
        boxes[name] = "" if minor is None else plain_money(minor, plan.get("currency") or currency())
    for name in LISTS:
        boxes.setlist(name, list(rule.get(name) or []))
    boxes["sold_at_least"] = str(rule.get("sold_at_least") or "")
    boxes["all"] = "1" if rule.get("all") else ""
    boxes["outlets"] = "\n".join(each.removeprefix("outlet/") for each in plan.get("outlets") or [])
    boxes.setlist("elements", [name for name, how in (plan.get("elements") or {}).items() if how == "required"])
    for place, item in enumerate(plan.get("items") or []):
        boxes[f"item{place}"] = str(item.get("pop_item") or item.get("gift") or "")
        boxes[f"item_units{place}"] = str(item.get("units") or "")
    for place, asked in enumerate(plan.get("quiz") or []):
        boxes[f"question{place}"] = asked["question"]
        boxes[f"right{place}"] = str(asked["right"])
        for number, text in enumerate(asked["answers"]):
            boxes[f"answer{place}_{number}"] = text
    return boxes


def read(boxes: Boxes, session: Session) -> Typed:
    """The fields that the boxes make; an empty one clears its field."""
    typed = Typed()
    for name, longest in TEXTS.items():
        text = boxes.get(name, "").strip().replace("\r\n", "\n")
        typed.fields[name] = text or None
        if len(text) > longest or (name == "name" and not text):
            typed.wrong.append(name)
    for name in ("what", "horizon", *REFS):
        typed.fields[name] = boxes.get(name, "").strip() or None
    for name in DAYS:
        typed.fields[name] = _day(typed, name, boxes.get(name, "").strip())
    typed.fields["units"] = whole(typed, "units", boxes.get("units", ""), 99_999)
    amounts = {f"{name}_minor": money(typed, name, boxes.get(name, "")) for name in AMOUNTS}
    typed.fields |= amounts
    stated = amounts["budget_minor"] is not None or amounts["margin_minor"] is not None
    typed.fields["currency"] = currency() if stated else None
    typed.fields["elements"] = {name: "required" for name in boxes.getlist("elements") if name in ELEMENTS} or None
    typed.fields["items"] = _items(typed, boxes) or None
    typed.fields["quiz"] = _quiz(typed, boxes) or None
    read_outlets(typed, boxes, session)
    return typed


def read_outlets(typed: Typed, boxes: Boxes, session: Session) -> None:
    """Which outlets: by rule and by list."""
    rule: dict[str, Any] = {name: boxes.getlist(name) for name in LISTS if boxes.getlist(name)}
    if least := whole(typed, "sold_at_least", boxes.get("sold_at_least", ""), 10**9):
        rule["sold_at_least"] = least
    if boxes.get("all"):
        rule["all"] = True
    words = list(dict.fromkeys(boxes.get("outlets", "").replace(",", "\n").split()))
    found, typed.unknown_outlets = outlets_called(session, words) if words else ([], [])
    if typed.unknown_outlets:
        typed.wrong.append("outlets")
    typed.fields |= {"rule": rule or None, "outlets": found or None}


def _day(typed: Typed, name: str, text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        typed.wrong.append(name)
        return None


def whole(typed: Typed, name: str, text: str, most: int) -> int | None:
    """The whole number that was typed in a box; None, and noted as wrong, when it is none."""
    text = text.strip().replace(",", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and int(text) <= most):
        typed.wrong.append(name)
        return None
    return int(text)


def money(typed: Typed, name: str, text: str) -> int | None:
    """The amount that was typed in a box, in minor units; None, and noted as wrong, when it is none."""
    text = text.strip().replace(",", "").replace(" ", "")
    if not text:
        return None
    try:
        minor = Decimal(text).scaleb(get_currency_precision(currency()))
    except InvalidOperation:
        minor = Decimal(-1)
    if not (minor.is_finite() and minor == int(minor) and 0 <= minor <= MOST_MINOR):
        typed.wrong.append(name)
        return None
    return int(minor)


def _items(typed: Typed, boxes: Boxes) -> list[dict[str, Any]]:
    items = []
    for place in range(ITEMS):
        item = boxes.get(f"item{place}", "")
        kind = item.partition("/")[0]
        if kind in ("pop_item", "gift"):
            units = whole(typed, "items", boxes.get(f"item_units{place}", ""), 99_999)
            items.append({kind: item, "units": units or 1})
    return items


def _quiz(typed: Typed, boxes: Boxes) -> list[dict[str, Any]]:
    quiz = []
    for place in range(QUESTIONS):
        question = boxes.get(f"question{place}", "").strip()[:300]
        answers = [boxes.get(f"answer{place}_{number}", "").strip()[:150] for number in range(ANSWERS)]
        right = whole(typed, "quiz", boxes.get(f"right{place}", "") or "0", ANSWERS - 1)
        if not question and not any(answers):
            continue
        said = [each for each in answers if each]
        chosen = answers[right] if right is not None else ""
        if not question or len(said) < 2 or not chosen or len(set(said)) < len(said):
            typed.wrong.append("quiz")
            continue
        quiz.append({"question": question, "answers": said, "right": said.index(chosen)})
    return quiz
