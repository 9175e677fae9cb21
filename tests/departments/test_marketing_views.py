"""What marketing asks: displays, tally, competitors, feedback."""

import pytest

from server.departments.metrics import Figure
from server.departments.observations import disagreements_in, excluded
from server.departments.run import run_view
from server.departments.views import VIEWS, find_view
from tests.departments.given import HOUR, day, filters


def ask(world, name, **query):
    return run_view(world.session, "marketing", name, filters(**query)).answer


def figures(answer) -> dict[str, Figure]:
    return {figure.name: figure for figure in answer.figures}


@pytest.fixture
def shelves(world):
    world.route()
    world.outlets(3)
    for n in (1, 2, 3):
        world.put("display", f"display/{n}", outlet=f"outlet/{n}", display_kind="shelf", brand="Brisk")
    return world


def check(world, n, on_exit, ago=1, by="amina", **fields):
    world.put(
        "display_check",
        f"v{n}-{ago}-{by}/display_check/display/{n}",
        ago=ago,
        by=by,
        outlet=f"outlet/{n}",
        display=f"display/{n}",
        display_kind="shelf",
        state_on_exit=on_exit,
        **fields,
    )


def test_displays_agreed_but_unchecked_leave_the_rate_and_are_counted_beside_it(shelves):
    check(shelves, 1, "as_agreed", state_on_entry="missing", facings=6, category_facings=20)
    check(shelves, 2, "partial", state_on_entry="partial", facings=3, category_facings=10)

    answer = ask(shelves, "terminal_display")

    [row] = answer.rows
    assert (row["agreed"], row["checked"], row["as_agreed"], row["rebuilt"]) == (3, 2, 1, 1)
    assert figures(answer)["display_compliance"].value == 0.5
    assert figures(answer)["displays_rebuilt"].value == 0.5
    assert figures(answer)["share_of_shelf"].value == 0.3
    assert answer.notes[0].en == "2 of 3 agreed displays were checked in the window."


def test_a_display_is_owed_only_between_its_days(shelves):
    shelves.put("display", "display/old", outlet="outlet/1", display_kind="ground", until_on=day(40))

    assert [row["display_kind"] for row in ask(shelves, "terminal_display").rows] == ["shelf"]


def test_two_observers_who_disagree_are_listed_and_the_later_one_stands(shelves):
    check(shelves, 1, "as_agreed", ago=2, by="amina")
    check(shelves, 1, "missing", ago=1, by="bruno")
    view = find_view("marketing", "terminal_display")

    [both] = disagreements_in(shelves.session, view.source, filters())

    assert (both.earlier_author, both.later_author) == ("amina", "bruno")
    assert (both.earlier_answer, both.later_answer) == ("as_agreed", "missing")
    assert ask(shelves, "terminal_display").rows[0]["missing"] == 1


def test_what_was_left_out_is_counted_by_reason(shelves):
    check(shelves, 1, "as_agreed", ago=3)
    check(shelves, 1, "missing", ago=2)
    check(shelves, 2, "missing", retired=True)
    check(shelves, 3, None)
    shelves.put(
        "display_check",
        "v9/display_check/display/9",
        outlet="outlet/9",
        display="display/9",
        state_on_exit="missing",
    )
    view = find_view("marketing", "terminal_display")

    left_out = excluded(shelves.session, view.source, filters())

    assert (
        left_out.seen,
        left_out.superseded,
        left_out.retired,
        left_out.unanswered,
        left_out.elsewhere,
    ) == (5, 1, 1, 1, 1)


def test_the_tally_sums_the_latest_count_of_each_outlet(world):
    world.route()
    world.outlets(3)
    world.product("cola")
    world.tally("outlet/1", "product/cola", ago=5, on_shelf=90)
    world.tally("outlet/1", "product/cola", ago=1, on_shelf=4, back_room=12, facings=2, oldest_expiry_on=day(-10))
    world.tally("outlet/2", "product/cola", on_shelf=2)
    world.tally("outlet/3", "product/cola")

    answer = ask(world, "tally")

    [row] = answer.rows
    assert (row["audited"], row["counted"], row["units_on_shelf"], row["units_in_back_room"]) == (3, 2, 6, 12)
    assert (row["units_per_outlet"], row["oldest_expiry_on"], row["expiring"]) == (3, day(-10), 1)
    assert figures(answer)["units_on_shelf"].value == 6


def test_sightings_are_all_listed_and_their_spread_is_over_outlets_visited(world):
    world.route()
    world.outlets(4)
    world.put("competitor", "competitor/rival", name="Rival Ltd")
    for n in (1, 2, 3, 4):
        world.visit(f"outlet/{n}")
    for number, n in enumerate((1, 1, 2)):
        world.put(
            "competitor_sighting",
            f"sighting-{number}",
            outlet=f"outlet/{n}",
            brand="competitor/rival",
            what="promo",
        )

    answer = ask(world, "competitor_sightings")

    assert [row["competitor"] for row in answer.rows] == ["Rival Ltd"] * 3
    assert figures(answer)["sightings"].value == 3
    assert figures(answer)["competitor_event_spread"].value == 0.5


def test_feedback_is_timely_when_it_arrives_within_a_day_of_capture(world):
    world.route()
    world.outlets(3)
    world.put(
        "feedback",
        "feedback-1",
        outlet="outlet/1",
        voice="retailer",
        theme="price",
        text="Too dear",
        urgency="high",
    )
    world.put("feedback", "feedback-2", outlet="outlet/2", voice="tallyman", theme="idea", travelled=30 * HOUR)
    for n, (ago, level) in enumerate([(5, 0), (1, 4)]):
        world.put("attitude", f"v{n}/attitude", ago=ago, outlet="outlet/1", level=level)
    world.put("attitude", "v9/attitude", outlet="outlet/2", level=1)

    answer = ask(world, "customer_feedback")

    assert figures(answer)["report_timeliness"].value == 0.5
    assert figures(answer)["urgent_remarks"].value == 1
    assert figures(answer)["attitude_net"].value == 0


def test_a_figure_with_observations_of_its_own_opens_onto_them(world):
    world.route()
    world.outlets(1)
    world.put("attitude", "v1/attitude", outlet="outlet/1", level=3)
    view = find_view("marketing", "customer_feedback")

    assert list(world.session.scalars(view.behind(world.session, filters(), {}, None, "attitude_net"))) == [
        "v1/attitude"
    ]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_view_answers_an_empty_ledger_with_no_data(world, view):
    answer = view.answer(world.session, filters())

    assert answer.rows == []
    assert {figure.value for figure in answer.figures} == {None}
    assert list(world.session.scalars(view.evidence(world.session, filters(), {}, None))) == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_view_has_words_in_both_languages_and_a_key_of_its_columns(view):
    words = [view.title, view.question, view.definition, *(column.title for column in view.columns)]

    assert all(each.en and each.zh for each in words)
    assert set(view.key) <= {column.name for column in view.columns}
