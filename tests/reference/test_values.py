"""From cells to values: exact, and never guessed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.reference import names, values
from server.reference.barcode import check_digit, gtin
from server.reference.nearness import METRES_A_DEGREE, metres, nearest_within
from server.reference.values import Unfit

VECTORS = Path(__file__).parents[2] / "sync" / "vectors"


@pytest.mark.parametrize(
    ("cell", "letters", "minor"),
    [
        ("788.4", "EUR", 78840),
        ("0.1", "EUR", 10),
        ("-5.40", "EUR", -540),
        ("1,234.50", "EUR", 123450),
        ("12,5", "EUR", 1250),
        ("1 299,00", "EUR", 129900),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1234),
        ("2.50", "JPY", None),
        ("0.125", "EUR", None),
        ("1,234", "EUR", None),
        ("12 apples", "EUR", None),
        ("NaN", "EUR", None),
        ("1e30", "EUR", None),
    ],
)
def test_an_amount_is_exact_to_the_minor_unit_or_refused(cell, letters, minor):
    if minor is None:
        with pytest.raises(Unfit):
            values.money(cell, letters, -(10**12), 10**12)
    else:
        assert values.money(cell, letters, -(10**12), 10**12) == minor


@given(st.integers(-(10**12), 10**12))
def test_every_amount_comes_back_as_it_was_written(minor):
    cell = f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"

    assert values.money(cell, "EUR", -(10**12), 10**12) == minor


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("2026-03-02", None, "2026-03-02"),
        ("2026/3/2", None, "2026-03-02"),
        ("20260302", None, "2026-03-02"),
        ("2.3.2026", None, "2026-03-02"),
        ("2026-03", None, "2026-03-01"),
        ("2026-03-02 00:00:00", None, "2026-03-02"),
        ("03/02/2026", "mdy", "2026-03-02"),
        ("03/02/2026", "dmy", "2026-02-03"),
        ("03/02/2026", None, None),
        ("2026-02-30", None, None),
        ("yesterday", None, None),
        ("46083", None, None),
        ("2026-13", None, None),
    ],
)
def test_a_day_is_read_in_one_way_or_refused(cell, order, day):
    if day is None:
        with pytest.raises(Unfit):
            values.day(cell, order)
    else:
        assert values.day(cell, order) == day


def test_text_is_one_line_of_composed_letters_without_hidden_ones():
    assert values.text("  Cafe\u0301\n  at\tthe \u0083quay ", 200) == "Café at the quay"
    with pytest.raises(Unfit, match="more than 3"):
        values.text("four", 3)


@pytest.mark.parametrize(
    "case", json.loads((VECTORS / "check_digits.json").read_text())["cases"], ids=lambda c: c["gtin"]
)
def test_check_digits_agree_with_the_phone(case):
    digits = case["gtin"]
    is_barcode = digits.isascii() and digits.isdigit() and len(digits) in (8, 12, 13, 14)

    assert (is_barcode and check_digit(digits[:-1]) == int(digits[-1])) == case["valid"]


@pytest.mark.parametrize(
    ("cell", "barcode"),
    [
        ("2000000000015", "2000000000015"),
        ("96385074", "96385074"),
        ("036000291452", "0036000291452"),
        ("0036000291452", "0036000291452"),
        ("00036000291452", "0036000291452"),
        ("2 000000-000015", "2000000000015"),
    ],
)
def test_a_barcode_is_kept_as_scanners_report_it(cell, barcode):
    assert gtin(cell) == barcode


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2000000000016", "check digit 6 where 5 belongs"),
        ("36000291452", "drop noughts"),
        ("2.00E+12", "rounded by a spreadsheet"),
        ("20000000000AB", "more than digits"),
        ("２０００００００００１５", "more than digits"),
        ("10690123456784", "14 digits"),
    ],
)
def test_a_wrong_barcode_is_refused_with_its_reason(cell, why):
    with pytest.raises(Unfit, match=why):
        gtin(cell)


SAFE = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:/+\-]{0,199}", fullmatch=True)


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_names_are_safe_and_two_codes_never_share_one(one, other):
    try:
        first, second = names.tail("shop", one), names.tail("shop", other)
    except Unfit:
        return

    assert (first == second) == (one.strip() == other.strip())
    assert first.isascii()
    assert ".." not in first.split("/")


def test_a_name_too_long_to_hang_a_visit_on_is_refused():
    with pytest.raises(Unfit, match="too long"):
        names.tail("shop", "x" * 130)


@pytest.mark.parametrize(
    ("words", "slug"), [("Thistle & Vane", "thistle-vane"), ("Zoë’s", "zoes"), ("灯", "+E7+81+AF")]
)
def test_a_company_gets_a_short_name(words, slug):
    assert names.slug(words) == slug


@pytest.mark.parametrize("case", json.loads((VECTORS / "distances.json").read_text())["distances"])
def test_distances_agree_with_the_phone(case):
    points = [(case[end]["lat_e6"] / 1e6, case[end]["lon_e6"] / 1e6) for end in ("from", "to")]

    assert round(metres(*points)) == case["metres"]


PLACES = st.tuples(st.integers(-40, 40), st.integers(-40, 40))


@given(st.lists(PLACES, max_size=40), st.sampled_from([0.0, 56.0, 89.9, -71.5]))
def test_the_grid_finds_exactly_what_looking_everywhere_finds(places, latitude):
    points = [(latitude + north * 5 / METRES_A_DEGREE, 10 + east * 5 / METRES_A_DEGREE) for north, east in places]

    near = nearest_within(points, 25)

    for here, point in enumerate(points):
        others = [metres(point, other) for there, other in enumerate(points) if there != here]
        assert (here in near) == any(far <= 25 for far in others)
        if here in near:
            assert near[here][1] == min(others)
