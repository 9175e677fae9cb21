"""Questions at the desk: made and changed in every language, told where they make no sense, and on the phone afterwards."""

import re

import pytest
from flask import Flask

from tests.cast import AMINA, AMINAS_PHONE, MIRA, ROSA
from tests.given import known, phone, record
from tests.office.given import sent, signed_in, text_of

FORM = {
    "text": "Is there a cooler?", "form": "choice", "choices": "yes\r\nno\r\n", "text_en": "", "choices_en": "",
    "text_zh": "有冰柜吗？", "choices_zh": "有\n没有", "seconds": "3", "from_on": "2026-11-01", "until_on": "",
}  # fmt: skip


def question_in(page: str) -> str:
    return re.search(r'href="/office/questions/(question/[^"]*)"', page).group(1)


def test_a_question_is_made_changed_and_carried_to_the_phone_in_both_languages(app: Flask) -> None:
    mira = signed_in(app, MIRA)

    assert sent(mira, "questions", "questions", **FORM).status_code == 303
    page = text_of(mira, "/office/questions")
    question = question_in(page)
    made = dict(record(app, question).fields)
    form = text_of(mira, f"/office/questions/{question}")
    assert (
        sent(mira, "questions", f"questions/{question}", **FORM | {"text_zh": "", "choices_zh": ""}).status_code == 303
    )

    assert (made["text"], made["choices"], made["seconds"]) == ("Is there a cooler?", "yes\nno", 3)
    assert made["texts"] == {"zh": {"text": "有冰柜吗？", "choices": "有\n没有"}}
    assert "中文" in page
    assert 'value="有冰柜吗？"' in form
    amina = phone(app, AMINA, AMINAS_PHONE)
    amina.exchange()
    kept = amina.rows[question]["fields"]
    assert (kept["text"], kept.get("texts")) == ("Is there a cooler?", None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", " "), ("form", "riddle"), ("choices", "yes"), ("choices", "yes\nyes"), ("choices_zh", "有"), ("text_zh", ""),
     ("seconds", "-1"), ("seconds", "601"), ("seconds", "３"), ("from_on", "soon"), ("until_on", "2026-10-01")],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_what_was_typed(app: Flask, field: str, value: str) -> None:
    mira = signed_in(app, MIRA)

    answer = sent(mira, "questions", "questions", **(FORM | {field: value}))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'data-testid="wrong"' in page
    assert field == "text" or 'value="Is there a cooler?"' in page
    assert 'data-testid="question"' not in text_of(mira, "/office/questions")


def test_questions_are_the_offices(app: Flask) -> None:
    known(app, "question", "question/old", "company", text="Is there light?", form="text")
    mira = signed_in(app, MIRA)

    text_of(signed_in(app, ROSA), "/office/questions", 403)
    assert "Is there light?" in text_of(mira, "/office/questions/question/old")
    assert mira.get("/office/questions/question/none").status_code == 404
    assert mira.get("/office/questions/outlet/north").status_code == 404
