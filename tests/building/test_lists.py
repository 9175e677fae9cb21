"""Every kind, endpoint, problem and setting is complete: an example, a label, a guard, a word of explanation."""

import re
from pathlib import Path

import pytest
from flask import Flask

from server.errors import CATALOGUE as PROBLEMS
from server.settings import Settings
from sync.fields import LANGUAGES, Choice, Choices, Words
from sync.kinds import CATALOGUE
from sync.problems import REASONS
from tests.examples import EXAMPLES, SCOPE_OF
from tests.given import OFFICE, the_ledger

ROOT = Path(__file__).parents[2]
KINDS = sorted(CATALOGUE, key=lambda kind: kind.name)
OURS = {
    "id", "scope", "rev", "author", "device", "made_at", "first_at", "received_at", "first_received_at", "made_on",
    "retired", "doubts",
}  # fmt: skip

OPEN = {
    "healthz", "kinds.kinds", "openapi.spec", "sessions.sign_in", "enrolments.look", "enrolments.take", "deposit.deposit", "photos.able", "not_built",
    "office.static", "office.sign_in_page", "office.sign_in",
}  # fmt: skip
"""Endpoints that ask nobody who they are: they hold no data, or ask for a password or a device's key."""


def words_of(kind) -> list[Words]:
    found = [kind.title, kind.purpose, *(doubt.title for doubt in kind.doubts)]
    for field in kind.fields:
        found.append(field.title)
        if isinstance(field, Choice | Choices):
            found += [option.title for option in field.options]
        if isinstance(field, Choices):
            found += [option.title for option in field.keys]
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_lives_in_the_file_of_its_name_and_has_an_example(kind) -> None:
    assert (ROOT / "sync/kinds" / kind.group / f"{kind.name}.py").is_file()
    assert kind.name in EXAMPLES


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_speaks_every_language(kind) -> None:
    for words in words_of(kind):
        for language in LANGUAGES:
            assert getattr(words, language).strip(), words


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_field_bears_the_name_of_a_column_of_ours(kind) -> None:
    assert not OURS & set(kind.by_name)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_references_name_kinds_that_exist(kind) -> None:
    names = {each.name for each in KINDS} | {"person"}

    assert {field.of for field in kind.fields if field.type == "ref"} <= names


def test_examples_of_all_kinds_are_recorded_and_laid_out(app: Flask) -> None:
    from sqlalchemy import select

    from server.database import db
    from server.flat import flat_table

    with app.app_context():
        for kind in KINDS:
            record, fields = EXAMPLES[kind.name]
            op = {"op": "set", "record": record, "kind": kind.name, "scope": SCOPE_OF[kind.scope], "fields": fields}
            assert the_ledger().write(OFFICE, [op])["verdict"] == "accepted", kind.name
        app.extensions["projector"].catch_up()
        for kind in KINDS:
            table = flat_table(kind.name)
            (row,) = db.session.execute(select(table).where(table.c.id == EXAMPLES[kind.name][0])).mappings()
            for name, value in EXAMPLES[kind.name][1].items():
                if isinstance(value, str | int | bool):
                    assert row[name] == value, (kind.name, name)


def test_every_endpoint_asks_who_is_calling(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        for method in rule.methods - {"OPTIONS", "HEAD"}:
            answer = client.open(path, method=method, headers={"Tus-Resumable": "1.0.0"})
            is_led_to_sign_in = answer.status_code == 302 and "/office/sign-in" in answer.headers["Location"]
            assert is_led_to_sign_in or answer.status_code in (401, 403), f"{method} {rule.rule}: {answer.status_code}"


def test_open_endpoints_are_few_and_exist(app: Flask) -> None:
    there = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert OPEN - {"not_built"} <= there


@pytest.mark.parametrize("code", [*PROBLEMS, *REASONS])
def test_a_problem_has_a_dotted_code_and_words_in_every_language(code: str) -> None:
    assert re.fullmatch(r"[a-z]+(\.[a-z_]+)+", code)
    told = [REASONS[code]] if code in REASONS else [PROBLEMS[code].title, PROBLEMS[code].detail]
    assert all(getattr(words, language) for words in told for language in LANGUAGES)


def test_every_problem_and_setting_is_documented() -> None:
    operations = (ROOT / "docs/operations.md").read_text()

    for name in Settings.__annotations__:
        assert f"TALLYROUND_{name.upper()}" in operations, name
    for code in [*PROBLEMS, *REASONS]:
        assert f"`{code}`" in operations, code
