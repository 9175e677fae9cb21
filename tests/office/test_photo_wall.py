"""The wall of photos: ten thousand of them, before beside after, an outlet over time."""

import re

import pytest
from flask import Flask
from sqlalchemy import insert

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


def test_ten_thousand_photos_come_page_by_page_each_once_though_new_ones_arrive(world):
    world.outlets(3)
    table, at = flat_table("photo"), NOW
    row = {"scope": "visits:n:2026-11", "rev": 1, "author": "amina", "device": "d", "made_at": at, "received_at": at,
           "first_received_at": at, "made_on": "2026-11-24", "retired": False, "doubts": "[]", "role": "proof"}  # fmt: skip
    rows = [
        row | {"id": f"p{n:05}", "first_at": at + n // 7, "outlet": f"outlet/{n % 3 + 1}", "of": f"r{n}"}
        for n in range(10_000)
    ]
    world.session.execute(insert(table), rows)
    seen, after = [], None
    while True:
        wall = photo_wall(world.session, filters(), EVERYTHING, after=after)
        seen += [each["id"] for each in wall.photos]
        after = wall.after
        if len(seen) == PAGE:
            world.session.execute(
                insert(table), [row | {"id": "late", "first_at": at + 99_999, "outlet": "outlet/1", "of": "r"}]
            )
        if after is None:
            break

    assert len(seen) == len(set(seen)) == 10_000
    assert "late" not in seen


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
