"""The wall of photos: ten thousand of them, before beside after, an outlet over time."""

import re

import pytest
from flask import Flask
from sqlalchemy import insert

from server.departments.photo_leaves import leaves_of_outlets, leaves_of_pairs, leaves_of_photos
from server.departments.photo_wall import PAGE, pairs, photo_wall, strips
from server.departments.reach import reach_of
from server.flat import flat_table
from tests.cast import AMINA, AMINAS_PHONE, MIRA, NOW
from tests.departments.given import filters
from tests.given import a_set, phone
from tests.office.given import REMARK, STOCK, VISIT, signed_in, text_of

EVERYTHING = reach_of(["*"])


def photo(world, name: str, outlet: str, *, ago=1, hour=10, role="proof", of=None) -> str:
    return world.put("photo", name, ago=ago, hour=hour, outlet=outlet, of=of or f"record-{name}", role=role)


def _row(n: int) -> dict:
    """One of many photos, by its number."""
    at = {name: NOW for name in ("made_at", "received_at", "first_at", "first_received_at")}
    envelope = {
        "scope": "visits:n:2026-11",
        "rev": 1,
        "author": "amina",
        "device": "d",
        "retired": False,
        "doubts": "[]",
    }
    own = {"id": f"p{n:05}", "outlet": f"outlet/{n % 3 + 1}", "of": f"r{n}", "made_on": "2026-11-24", "role": "proof"}
    return at | envelope | own


def test_ten_thousand_photos_come_page_by_page_each_once_though_new_ones_arrive(world):
    world.outlets(3)
    table, at = flat_table("photo"), NOW
    rows = [_row(n) | {"first_at": at + n // 7} for n in range(10_000)]
    world.session.execute(insert(table), rows)
    seen, after = [], None
    while True:
        wall = photo_wall(world.session, filters(), EVERYTHING, after=after)
        seen += [each["id"] for each in wall.photos]
        after = wall.after
        if len(seen) == PAGE:
            world.session.execute(insert(table), [_row(0) | {"id": "late", "first_at": at + 99_999}])
        if after is None:
            break

    assert len(seen) == len(set(seen)) == 10_000
    assert "late" not in seen


def test_every_leaf_of_ten_thousand_photos_is_turned_to_by_itself(world):
    world.outlets(3)
    rows = [_row(n) | {"first_at": NOW + n // 7} for n in range(10_000)]
    world.session.execute(insert(flat_table("photo")), rows)

    told = leaves_of_photos(world.session, filters(), EVERYTHING)
    late = [_row(n) | {"id": f"late{n}", "first_at": NOW + n} for n in range(1_420, 1_430)]
    world.session.execute(insert(flat_table("photo")), late)
    walls = [
        photo_wall(world.session, filters(), EVERYTHING, after=leaf.after, until=leaf.until) for leaf in told.leaves
    ]

    seen = [each["id"] for wall in reversed(walls) for each in reversed(wall.photos)]
    assert (told.entries, len(told.leaves), told.leaves[-1].last, told.more) == (10_000, 209, 10_000, None)
    assert [each for each in seen if each.startswith("p")] == [f"p{n:05}" for n in range(10_000)]
    assert sum(each.startswith("late") for each in seen) == 10


def test_leaves_of_pairs_and_of_outlets_hold_what_they_say(world):
    world.outlets(30)
    for n in range(1, 31):
        photo(world, f"b{n}", f"outlet/{n}", role="before", of=f"display-{n}", hour=9)
        photo(world, f"a{n}", f"outlet/{n}", role="after", of=f"display-{n if n % 3 else 99}")

    by_outlet = leaves_of_outlets(world.session, filters(), EVERYTHING)
    counts = [
        len(strips(world.session, filters(), EVERYTHING, role=None, after=leaf.after, until=leaf.until).strips)
        for leaf in by_outlet.leaves
    ]
    both = leaves_of_pairs(world.session, filters(), EVERYTHING)

    assert (by_outlet.entries, counts) == (30, [12, 12, 6])
    assert leaves_of_outlets(world.session, filters(), EVERYTHING, after=by_outlet.leaves[0].until).entries == 18
    assert both.entries == len(pairs(world.session, filters(), EVERYTHING, kind=None).photos) == 20


def test_before_stands_beside_after(world):
    world.outlets(2)
    photo(world, "b1", "outlet/1", role="before", of="display-1", hour=9)
    photo(world, "a1", "outlet/1", role="after", of="display-1")
    photo(world, "a2", "outlet/2", role="after", of="display-2")

    wall = pairs(world.session, filters(), EVERYTHING, kind=None, after=None)

    assert [(wall.before[each["id"]]["id"], each["id"]) for each in wall.photos] == [("b1", "a1")]


def test_an_outlet_is_seen_over_time_newest_first(world):
    world.outlets(14)
    for ago in (1, 9, 5):
        photo(world, f"p{ago}", "outlet/1", ago=ago)
    for n in range(2, 15):
        photo(world, f"q{n}", f"outlet/{n}")

    first = strips(world.session, filters(), EVERYTHING, role=None, after=None)
    second = strips(world.session, filters(), EVERYTHING, role=None, after=first.after)

    name, photos, count = first.strips[0]
    assert (name, [each["id"] for each in photos], count) == ("Shop 1", ["p1", "p5", "p9"], 3)
    names = [each[0] for each in (*first.strips, *second.strips)]
    assert len(names) == len(set(names)) == 14
    assert second.after is None


@pytest.fixture
def taken(app: Flask) -> Flask:
    amina = phone(app, AMINA, AMINAS_PHONE)
    amina.n = 50
    amina.exchange(
        *(
            amina.change(
                a_set(name * 32, "photo", of=STOCK, visit=VISIT, outlet="outlet/north", role=role, taken_at=NOW + at)
            )
            for name, role, at in (("b0", "before", 0), ("a0", "after", 60_000))
        )
    )
    return app


def test_each_look_has_an_address(taken: Flask) -> None:
    mira = signed_in(taken, MIRA)

    assert text_of(mira, "/office/photos?look=pairs").count('data-testid="pair"') == 1
    strip = text_of(mira, "/office/photos?look=time&role=after")
    assert (strip.count('data-testid="strip"'), strip.count('data-testid="photo"')) == (1, 1)
    assert 'data-testid="empty"' in text_of(mira, "/office/photos?look=time&from=2020-01-01&to=2020-01-31")
    assert 'data-testid="empty"' in text_of(mira, "/office/photos?look=pairs&from=2020-01-01&to=2020-01-31")
    text_of(mira, "/office/photos?look=time&after=x%0Ay")


def test_a_table_shows_and_exports_only_the_rows_found(app: Flask) -> None:
    mira = signed_in(app, MIRA)

    page = text_of(mira, "/office/marketing/customer_feedback?find=SCRIPT")
    csv = re.search(r'href="([^"]*)" download data-testid="export-csv"', page).group(1).replace("&amp;", "&")

    assert REMARK in page
    assert "find=SCRIPT" in csv
    assert len(mira.get(csv).get_data(as_text=True).strip().splitlines()) == 2
    none = text_of(mira, "/office/marketing/customer_feedback?find=nowhere")
    assert REMARK not in none
    assert 'value="nowhere"' in none
