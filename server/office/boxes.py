"""What was typed into the boxes of a small form, or which box makes no sense; what its words mean is the form's own."""

from datetime import date
from typing import Any

from flask import request


class Wrong(Exception):
    """A box that makes no sense; its name."""


def refuse(name: str) -> Any:
    """Say that a box makes no sense, where its value would stand."""
    raise Wrong(name)


def typed() -> dict[str, str]:
    """What was typed into each box, without the space around it."""
    return {name: value.strip() for name, value in request.form.items()}


def window(form: dict[str, str]) -> dict[str, str | None]:
    """First and last day, each if one was typed. Wrong when one is no day, or the last lies before the first."""
    first, last = _day(form, "from_on"), _day(form, "until_on")
    if first and last and first > last:
        refuse("until_on")
    return {"from_on": first, "until_on": last}


def _day(form: dict[str, str], name: str) -> str | None:
    if not form.get(name):
        return None
    try:
        return date.fromisoformat(form[name]).isoformat()
    except ValueError:
        return refuse(name)
