"""What the command that puts a copy back refuses, and what it leaves behind."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from server.database import db
from tests.cast import AMINA, AMINAS_PHONE, COLA, KIOSK, visit_id
from tests.given import a_set, phone


@pytest.fixture
def stored(app: Flask) -> Flask:
    """An app whose store holds some changes."""
    amina = phone(app, AMINA, AMINAS_PHONE)
    for number in range(30):
        count = a_set(f"{visit_id(number)}/stock_count/{COLA}", "stock_count", outlet=KIOSK, sku=COLA, on_shelf=number)
        assert amina.verdicts(amina.change(count)) == ["accepted"]
    return app


@pytest.fixture
def copy(stored: Flask, tmp_path: Path) -> Path:
    """A proved copy of the store."""
    path = tmp_path / "copy.sqlite"
    assert tell(stored, "backup", str(path)).exit_code == 0
    return path


def tell(app: Flask, *words: str) -> Result:
    """What a command of the installation says."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return app.test_cli_runner().invoke(args=list(words))


def store_of(app: Flask) -> Path:
    """The file of the store."""
    return app.extensions["settings"].data / "tallyround.sqlite"


def everything_in(app: Flask) -> list[str]:
    """The whole store, as text."""
    with sqlite3.connect(store_of(app)) as store:
        return list(store.iterdump())


def cut_short(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])


def with_rotten_pages(copy: Path) -> None:
    whole = copy.read_bytes()
    copy.write_bytes(whole[:8_192] + b"\xa5" * 16_384 + whole[24_576:])


def empty(copy: Path) -> None:
    copy.write_bytes(b"")


def of_something_else(copy: Path) -> None:
    copy.unlink()
    with sqlite3.connect(copy) as other:
        other.execute("CREATE TABLE song (title TEXT)")


def no_database(copy: Path) -> None:
    copy.write_text("Dear Sir or Madam\n" * 500)


@pytest.mark.parametrize("damage", [cut_short, with_rotten_pages, empty, of_something_else, no_database])
def test_a_damaged_copy_is_refused_and_the_store_stays(
    stored: Flask, copy: Path, damage: Callable[[Path], None]
) -> None:
    damage(copy)
    before = everything_in(stored)

    told = tell(stored, "restore", str(copy), "--yes")

    assert told.exit_code == 1
    assert told.output.startswith("Error: ")
    assert everything_in(stored) == before
    assert list(store_of(stored).parent.glob("*.replaced")) == []


def test_nothing_is_put_back_by_somebody_who_did_not_say_that_the_servers_are_stopped(
    stored: Flask, copy: Path
) -> None:
    before = everything_in(stored)

    told = tell(stored, "restore", str(copy))

    assert told.exit_code == 1
    assert "--yes" in told.output
    assert everything_in(stored) == before


def test_the_store_that_a_copy_replaces_is_kept_beside_it(stored: Flask, copy: Path) -> None:
    told = tell(stored, "restore", str(copy), "--yes")

    assert told.exit_code == 0
    assert store_of(stored).with_name("tallyround.sqlite.replaced").is_file()
    assert "as it should be" in tell(stored, "verify").output


def test_a_copy_is_not_written_over_another(stored: Flask, copy: Path) -> None:
    before = copy.read_bytes()

    told = tell(stored, "backup", str(copy))

    assert told.exit_code == 1
    assert copy.read_bytes() == before
