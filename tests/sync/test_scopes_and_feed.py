"""Scopes, grants, cursors, gaps: small rules with small numbers."""

import pytest

from server.ledger.ranges import arrive
from server.ledger.reader import offered, visit_months
from server.settings import Settings
from sync.feed import Cursor, Start, next_cursor, read_cursor, start_from
from sync.scope import Grant, Grants, sort_of
from tests.cast import DAY, NOW

WRITE = frozenset({"write"})


@pytest.mark.parametrize(
    "name", ["company", "route:17", "visits:17:2026-11", "person:amina", "office:sales", "territory:n-1"]
)
def test_a_scope_is_recognised(name: str) -> None:
    assert sort_of(name) == name.partition(":")[0]


@pytest.mark.parametrize(
    "name", ["", "route:", "route:a:b", "visits:17", "visits:17:2026-13", "Route:1", "company:x", "route:*"]
)
def test_what_is_no_scope_is_none(name: str) -> None:
    assert sort_of(name) is None


def test_a_pattern_covers_what_begins_alike_and_a_name_only_itself() -> None:
    assert Grant("visits:17:*", WRITE).names("visits:17:2026-11")
    assert not Grant("visits:17:*", WRITE).names("visits:170:2026-11")
    assert not Grant("route:17", WRITE).names("route:170")


def test_a_right_that_ended_still_covers_what_was_made_under_it() -> None:
    grants = Grants([Grant("route:17", WRITE, from_at=100, until_at=200)])

    assert grants.may("write", "route:17", made=150, now=900)
    assert not grants.may("write", "route:17", made=200, now=900)
    assert not grants.may("write", "route:17", made=50, now=900)
    assert not grants.may("read", "route:17", made=150, now=150)


def test_a_right_that_is_open_covers_work_from_before_it_too() -> None:
    assert Grants([Grant("route:17", WRITE, from_at=100)]).may("write", "route:17", made=50, now=150)


def test_a_phone_is_offered_the_open_month_of_visits_and_the_last_closed_one() -> None:
    zone = Settings().zone

    assert visit_months(NOW, zone) == ("2026-11", "2026-10")
    assert visit_months(NOW + 40 * DAY, zone) == ("2027-01", "2026-12")
    assert offered(["visits:17:*", "company", "person:amina", "*"], NOW, zone) == [
        "person:amina",
        "company",
        "visits:17:2026-10",
        "visits:17:2026-11",
    ]


STARTS = {
    "nothing held": (None, Start(0, 10, True)),
    "going on": (Cursor("e1", 7), Start(7, None, False)),
    "at the head": (Cursor("e1", 10), Start(10, None, False)),
    "of another epoch": (Cursor("e2", 7), Start(0, 10, True)),
    "ahead of the head": (Cursor("e1", 11), Start(0, 10, True)),
    "below the floor": (Cursor("e1", 4), Start(0, 10, True)),
    "a first load under way": (Cursor("e1", 2, 8), Start(2, 8, False)),
    "a first load begun below the floor": (Cursor("e1", 2, 4), Start(0, 10, True)),
}


@pytest.mark.parametrize("what", STARTS)
def test_where_a_device_goes_on(what: str) -> None:
    cursor, start = STARTS[what]

    assert start_from(cursor, epoch="e1", head=10, floor=5) == start


def test_cursors_are_read_back_as_written_and_nothing_else_is() -> None:
    for cursor in (Cursor("e1", 0), Cursor("e7", 500, 2210)):
        assert read_cursor(str(cursor)) == cursor
    for wrong in (None, 5, "", "e1", "e1.5", "x1.5.", "e1.-5.", "e1.5.6.7"):
        assert read_cursor(wrong) is None


def test_the_last_page_of_a_first_load_ends_it() -> None:
    start = Start(2, 8, False)

    assert next_cursor(start, epoch="e1", last=5, head=9, done=False) == Cursor("e1", 5, 8)
    assert next_cursor(start, epoch="e1", last=9, head=9, done=True) == Cursor("e1", 9)


@pytest.mark.parametrize(
    ("through", "gaps", "counts", "expected"),
    [
        (0, [], [1, 2, 3], (3, [])),
        (0, [], [3], (3, [[1, 2]])),
        (3, [[1, 2]], [1], (3, [[2, 2]])),
        (9, [[2, 8]], [5], (9, [[2, 4], [6, 8]])),
        (9, [[2, 8]], [5, 11, 3], (11, [[2, 2], [4, 4], [6, 8], [10, 10]])),
        (3, [], [2, 3], (3, [])),
    ],
)
def test_gaps_open_and_close_as_counts_arrive(through, gaps, counts, expected) -> None:
    assert arrive(through, gaps, counts) == expected
