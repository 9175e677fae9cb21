"""Questions at the desk: what the field is asked on a visit, in every language that its phones speak."""

import json
import secrets
from typing import Any

from flask import redirect, render_template, request, url_for

from server.access import require_role
from server.departments.questions import questions_asked
from server.departments.records import find_record
from server.edits import edit, sets
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.boxes import Wrong, refuse, typed, window
from server.office.roles import OFFICE_DESK, reach
from sync.fields import LANGUAGES
from sync.kinds import CATALOGUE

KIND = CATALOGUE["question"]
SCOPE = "company"
FORMS = tuple(option.name for option in KIND.by_name["form"].options)  # type: ignore[attr-defined]
LONGEST = {name: KIND.by_name[name].max_length for name in ("text", "choices")}  # type: ignore[attr-defined]
MOST_SECONDS = KIND.by_name["seconds"].max  # type: ignore[attr-defined]
OWN_NAMES = {"en": "English", "zh": "中文"}


@blueprint.get("/questions")
@require_role(*OFFICE_DESK)
def questions():
    """Every question, and an empty form for a new one."""
    return _page({"form": FORMS[0]}, None, None)


@blueprint.get("/questions/<path:question>")
@require_role(*OFFICE_DESK)
def question(question: str):
    """One question in the form."""
    return _page(_boxes(_found(question).row), question, None)


@blueprint.post("/questions")
@require_role(*OFFICE_DESK)
def make_question():
    """Back to the list with the new question in it; or the form with what is wrong."""
    return _keep(f"question/{secrets.token_hex(6)}", None)


@blueprint.post("/questions/<path:question>")
@require_role(*OFFICE_DESK)
def change_question(question: str):
    """The same for a question that stands."""
    _found(question)
    return _keep(question, question)


def _keep(question: str, known: str | None):
    try:
        fields = _fields(typed())
    except Wrong as box:
        return _page(dict(request.form), known, str(box)), 422
    told = edit(asking.reader(), sets([(question, KIND.name, SCOPE, fields)]), also=(SCOPE,))
    if told["verdict"] == "quarantined":
        raise Problem("request.malformed", detail=told["problems"][0]["message"])
    return redirect(url_for("office.questions"), 303)


def _fields(form: dict[str, str]) -> dict[str, Any]:
    """What the form says. Wrong when a part of it cannot be."""
    asked = form["form"] if form.get("form") in FORMS else refuse("form")
    choices = _lines(form, "choices")
    if (asked == "choice") != (len(choices) > 1):
        refuse("choices")
    return {
        "text": _text(form, "text") or refuse("text"),
        "form": asked,
        "choices": "\n".join(choices) or None,
        "texts": {each: said for each in LANGUAGES if (said := _said_in(form, each, len(choices)))} or None,
        "seconds": _seconds(form),
        **window(form),
    }


def _said_in(form: dict[str, str], language: str, count: int) -> dict[str, str]:
    """The question in one language; its choices are as many as those that are answered with."""
    text, choices = _text(form, f"text_{language}"), _lines(form, f"choices_{language}")
    if choices and (not text or len(choices) != count):
        refuse(f"choices_{language}" if text else f"text_{language}")
    return {"text": text} | ({"choices": "\n".join(choices)} if choices else {}) if text else {}


def _text(form: dict[str, str], name: str) -> str:
    text = form.get(name, "")
    return text if len(text) <= LONGEST["text"] else refuse(name)


def _lines(form: dict[str, str], name: str) -> list[str]:
    lines = [line.strip() for line in form.get(name, "").splitlines() if line.strip()]
    fits = len("\n".join(lines)) <= LONGEST["choices"] and len(set(lines)) == len(lines)
    return lines if fits else refuse(name)


def _seconds(form: dict[str, str]) -> int | None:
    said = form.get("seconds")
    if not said:
        return None
    return int(said) if said.isascii() and said.isdigit() and int(said) <= MOST_SECONDS else refuse("seconds")


def _found(question: str):
    found = find_record(asking.session(), question, reach(asking.reader()))
    if found is None or found.kind.name != KIND.name or found.row["retired"]:
        raise Problem("request.unknown_address")
    return found


def _boxes(row: Any) -> dict[str, Any]:
    """What the form's boxes hold for a question that stands."""
    boxes = {name: value for name, value in dict(row).items() if value is not None}
    for language, said in _texts(boxes.pop("texts", None)).items():
        boxes |= {f"{name}_{language}": value for name, value in said.items()}
    return boxes


def _texts(stored: Any) -> dict[str, dict[str, str]]:
    read = json.loads(stored) if isinstance(stored, str) else stored
    if not isinstance(read, dict):
        return {}
    return {each: read[each] for each in LANGUAGES if isinstance(read.get(each), dict)}


def _page(form: dict[str, Any], question: str | None, wrong: str | None) -> str:
    asked = questions_asked(asking.session(), reach(asking.reader()))
    return render_template(
        "office/questions.html",
        questions=[each | {"languages": [OWN_NAMES[name] for name in _texts(each["texts"])]} for each in asked],
        form=form,
        question=question,
        wrong=wrong,
        forms=FORMS,
        languages=OWN_NAMES,
        kind=KIND,
        longest=LONGEST,
        most_seconds=MOST_SECONDS,
    )
