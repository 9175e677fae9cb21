"""The page from which figures leave for other programs."""

import re
import sqlite3
from pathlib import Path

from flask import Flask

from server.feeds import extract
from server.jobs.clock import make_extracts
from tests.cast import AMINA, MIRA
from tests.office.given import signed_in


def csrf_of(page: str) -> str:
    """The token in a page's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_key_is_made_shown_once_used_and_ended(trade: Flask) -> None:
    mira = signed_in(trade, MIRA)
    page = mira.get("/office/feeds").get_data(as_text=True)
    assert 'data-testid="no-keys"' in page

    made = mira.post("/office/feeds/keys", data={"csrf": csrf_of(page), "name": "Excel"}).get_data(as_text=True)
    key = re.search(r'data-testid="new-key">([^<]+)<', made)
    assert key
    reader = trade.test_client()
    assert reader.get("/odata/v4/outlet", headers={"Authorization": f"Bearer {key[1]}"}).status_code == 200

    again = mira.get("/office/feeds").get_data(as_text=True)
    assert key[1] not in again
    where = re.search(r'action="(/office/feeds/keys/[^"]+/end)"', again)
    assert where
    assert mira.post(where[1], data={"csrf": csrf_of(again)}).status_code == 303
    assert mira.post(where[1], data={"csrf": csrf_of(again)}).status_code == 404
    assert reader.get("/odata/v4/outlet", headers={"Authorization": f"Bearer {key[1]}"}).status_code == 401


def test_the_days_file_is_made_and_taken(trade: Flask, tmp_path: Path) -> None:
    mira = signed_in(trade, MIRA)
    assert mira.get("/office/feeds/sales.sqlite").status_code == 404
    page = mira.get("/office/feeds").get_data(as_text=True)

    assert mira.post("/office/feeds/sales", data={"csrf": csrf_of(page)}).status_code == 303

    taken = mira.get("/office/feeds/sales.sqlite")
    (tmp_path / "taken.sqlite").write_bytes(taken.data)
    with sqlite3.connect(tmp_path / "taken.sqlite") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("SELECT count(*) FROM outlet").fetchone()[0] > 0
    assert 'data-testid="take-sales"' in mira.get("/office/feeds").get_data(as_text=True)


def test_the_clock_makes_the_files_of_both(trade: Flask) -> None:
    make_extracts(trade, "here")

    with trade.app_context():
        assert extract.latest("marketing") is not None
        assert extract.latest("sales") is not None


def test_whose_role_has_no_desk_comes_not_in(trade: Flask) -> None:
    assert signed_in(trade, AMINA).get("/office/feeds").status_code in (302, 403)
