"""A department's SQLite file: whole, described, searchable, and nothing in it that the department may not read."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.database import db
from server.departments.views import DEPARTMENTS, views_of
from server.feeds import extract
from server.feeds.sets import record_sets
from server.flat import flat_table
from tests.feeds.conftest import OUTLETS
from tests.given import known


@pytest.fixture
def made(trade: Flask, tmp_path: Path) -> Path:
    """The file of sales, as the command writes it."""
    target = tmp_path / "sales.sqlite"
    done = trade.test_cli_runner().invoke(args=["extract", "sales", str(target)])
    assert done.exit_code == 0, done.output
    return target


def asked(file: Path, query: str) -> list[tuple]:
    """What any SQLite tool answers."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


def test_every_kind_is_there_with_every_record_that_may_be_read(trade: Flask, made: Path) -> None:
    with trade.app_context():
        for each in record_sets():
            table = flat_table(each.name)
            readable = db.session.scalar(select(func.count()).where(~table.c.scope.startswith("person:"))) or 0
            assert asked(made, f'SELECT count(*) FROM "{each.name}"') == [(readable,)], each.name
        attentions = db.session.scalar(select(func.count()).select_from(flat_table("attention")))
    assert attentions == 1
    assert asked(made, "SELECT count(*) FROM attention") == [(0,)]
    assert asked(made, "SELECT count(*), max(on_shelf) FROM stock_count") == [(OUTLETS, 4)]


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_the_answers_of_the_department_are_tables(trade: Flask, tmp_path: Path, department: str) -> None:
    with trade.app_context():
        extract.write(db.session(), department, tmp_path / "x.sqlite")
        for view in views_of(department):
            names = [row[1] for row in asked(tmp_path / "x.sqlite", f"PRAGMA table_info(answer_{view.name})")]
            assert names == [column.name for column in view.columns]
    assert asked(tmp_path / "x.sqlite", "SELECT department FROM about") == [(department,)]


def test_every_column_is_described(made: Path) -> None:
    tables = [
        row[0] for row in asked(made, "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE '%_fts%'")
    ]
    described = set(
        asked(made, "SELECT table_name, column_name FROM column_description WHERE title_en <> '' AND title_zh <> ''")
    )

    for table in set(tables) - {"column_description", "about"}:
        for row in asked(made, f'PRAGMA table_info("{table}")'):
            assert (table, row[1]) in described


def test_names_stand_beside_references_and_words_are_found(made: Path) -> None:
    rows = asked(made, "SELECT outlet_name, sku_name FROM stock_count_named ORDER BY outlet_name LIMIT 1")
    found = asked(
        made, "SELECT p.id FROM product p JOIN product_fts f ON f.rowid = p.rowid WHERE product_fts MATCH 'cola'"
    )

    assert rows == [("Shop 0", "Côla 0.33")]
    assert found == [("product/cola",)]


def test_a_new_one_takes_the_place_of_the_old_one_whole(trade: Flask) -> None:
    with trade.app_context():
        first = extract.make(db.session(), "sales")
        known(trade, "outlet", "outlet/late", "route:n1", name="Late", route="route/n1")
        trade.extensions["projector"].catch_up()
        db.session.rollback()
        second = extract.make(db.session(), "sales")

        assert (first.path, extract.latest("marketing")) == (second.path, None)
        assert asked(second.path, "SELECT count(*) FROM outlet") == [(OUTLETS + 1,)]
        assert [each.name for each in extract.folder().iterdir()] == ["sales.sqlite"]


def test_what_cannot_be_finished_leaves_the_old_one(trade: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with trade.app_context():
        kept = extract.make(db.session(), "sales").path.read_bytes()
        monkeypatch.setattr(extract, "_described", lambda *_: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            extract.make(db.session(), "sales")

        assert (extract.folder() / "sales.sqlite").read_bytes() == kept
        assert [each.name for each in extract.folder().iterdir()] == ["sales.sqlite"]
