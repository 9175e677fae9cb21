"""A view asked again answers at once, and never with what was true before."""

from dataclasses import replace

import pytest
from flask import Flask

from server.database import db
from server.departments.filters import Filters
from server.departments.kept import KeptAnswers, attach, keeping, lately, once
from server.departments.trends import Patience, trend
from server.departments.view import Answer
from server.departments.views import find_view
from tests.cast import MIRA, MONTH, NOW, visit_id
from tests.given import known
from tests.office.given import signed_in

FILTERS = Filters(from_on="2026-11-01", until_on="2026-11-30", now=NOW)


class Asked:
    """A question that counts how often it was worked out."""

    def __init__(self, rows: int = 1) -> None:
        self.times, self.rows = 0, rows

    def __call__(self, _session, _filters) -> Answer:
        self.times += 1
        return Answer(rows=[{"n": self.times}] * self.rows)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def session(app: Flask):
    with app.app_context():
        yield db.session()


def test_the_same_question_of_the_same_state_is_worked_out_once(asked: Asked, session) -> None:
    attach(session, KeptAnswers(), version=1)
    question = keeping("question", asked)

    first, second = question(session, FILTERS), question(session, replace(FILTERS, now=FILTERS.now + 10))

    assert first == second
    assert asked.times == 1


@pytest.mark.parametrize("changed", ["version", "parts", "minute", "question"])
def test_whatever_differs_is_worked_out_anew(asked: Asked, session, changed: str) -> None:
    answers, filters, name = KeptAnswers(), FILTERS, "question"
    attach(session, answers, version=1)
    keeping(name, asked)(session, filters)
    if changed == "version":
        attach(session, answers, version=2)
    filters = replace(filters, brand="Fizz") if changed == "parts" else filters
    filters = replace(filters, now=filters.now + 60_000) if changed == "minute" else filters

    told = keeping("another" if changed == "question" else name, asked)(session, filters)

    assert told.rows == [{"n": 2}]


def test_who_sorts_an_answer_sorts_nobody_elses(asked: Asked, session) -> None:
    asked.rows = 2
    attach(session, KeptAnswers(), version=1)
    question = keeping("question", asked)

    question(session, FILTERS).rows.clear()

    assert len(question(session, FILTERS).rows) == 2


def test_what_was_not_asked_for_longest_goes_first(session) -> None:
    attach(session, KeptAnswers(most_rows=25), version=1)
    large = {name: Asked(10) for name in "abc"}
    for name in ("a", "b", "a", "c", "a", "b"):
        keeping(name, large[name])(session, FILTERS)

    assert {name: each.times for name, each in large.items()} == {"a": 1, "b": 2, "c": 1}


def test_without_a_version_nothing_is_kept(asked: Asked, session) -> None:
    question = keeping("question", asked)
    question(session, FILTERS)
    question(session, FILTERS)

    assert asked.times == 2


def test_what_two_readers_see_is_kept_apart(session) -> None:
    attach(session, KeptAnswers(), version=1)

    told = [
        once(session, FILTERS, lambda reader=reader: [reader], "pile", reader) for reader in ("mira", "sven", "mira")
    ]

    assert told == [["mira"], ["sven"], ["mira"]]


def test_what_is_past_outlives_a_version_for_some_minutes_and_keeps_nothing_else(asked: Asked, session) -> None:
    answers, question = KeptAnswers(), keeping("question", asked)
    later = {minutes: replace(FILTERS, now=FILTERS.now + minutes * 60_000) for minutes in (0, 1, 10)}
    told = []
    for version, minutes in ((1, 0), (2, 1), (3, 10)):
        attach(session, answers, version)
        filters = later[minutes]
        told.append(lately(session, filters, lambda filters=filters: question(session, filters).rows[0], "point"))

    assert told == [{"n": 1}, {"n": 1}, {"n": 2}]
    attach(session, answers, 3)
    assert question(session, later[10]).rows == [{"n": 3}]


def test_a_page_shows_what_was_said_a_moment_ago(either_app: Flask) -> None:
    known(either_app, "route", "route/n1", "route:n1", name="North 1")
    known(either_app, "outlet", "outlet/a", "route:n1", name="Shop", route="route/n1")
    mira = signed_in(either_app, MIRA)

    def counted() -> int:
        told = mira.get("/api/v1/views/marketing/attitude_ladder?from=2026-10-01&to=2026-12-31").get_json()
        return sum(figure["n"] for figure in told["figures"].values())

    before = counted()
    assert counted() == before
    visit = visit_id(1)
    known(either_app, "visit", visit, f"visits:n1:{MONTH}", outlet="outlet/a", started_at=NOW)
    known(either_app, "attitude", f"{visit}/attitude", f"visits:n1:{MONTH}", outlet="outlet/a", level=3)

    assert counted() > before


def test_a_trend_gets_further_with_every_asking_until_all_weeks_are_there(session) -> None:
    view = find_view("sales", "coverage")
    assert view is not None
    whole = trend(session, view, FILTERS)
    attach(session, KeptAnswers(), version=1)

    asked = [trend(session, view, FILTERS, patience=Patience(0)) for _ in range(11)]
    again = trend(session, view, FILTERS, patience=Patience(0))

    assert [each.to_come for each in asked] == list(range(10, -1, -1))
    assert asked[0].points[-1] == whole.points[-1]
    assert again.points == whole.points
    assert whole.to_come == again.to_come == 0


def test_patience_allows_a_first_one_and_then_what_its_time_allows() -> None:
    moments = iter((0.0, 0.1, 0.4))
    patience = Patience(0.3, lambda: next(moments))

    assert [patience.may_begin() for _ in range(3)] == [True, True, False]
