"""A store that an older version made becomes the same as one that is made today, with everything in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, Engine, inspect, text

from server import create_app
from server.database import Base
from server.ledger import the_ledger
from server.migrations import HEAD, HERE, StoreIsNewer
from tests.given import known, record


def as_the_first_version_made_it(connection: Connection) -> None:
    """Undo what the revisions did, and what a first version had no idea of."""
    for words in (
        "DROP INDEX ix_record_kind",
        "CREATE INDEX ix_record_kind ON record (kind, id)",
        "CREATE INDEX ix_change_device_n ON change (device, n)",
        "DROP TABLE alembic_version",
        "DROP TABLE feed_key",
    ):
        connection.execute(text(words))


def shape(engine: Engine) -> dict[str, Any]:
    """The ledger's tables with their columns and indexes."""
    looked = inspect(engine)
    return {
        name: (
            [(each["name"], str(each["type"]), each["nullable"]) for each in looked.get_columns(name)],
            sorted((each["name"], each["column_names"], each["unique"]) for each in looked.get_indexes(name)),
        )
        for name in looked.get_table_names()
        if not name.startswith("flat_")
    }


@pytest.fixture
def again(either_app: Flask) -> Callable[[], Flask]:
    """Start once more on the same store."""
    return lambda: create_app(either_app.extensions["settings"])


def in_the_store(app: Flask, work: Callable[[Connection], Any]) -> Any:
    with app.app_context(), the_ledger().transaction() as connection:
        return work(connection)


def test_an_old_store_becomes_as_a_new_one_and_keeps_what_it_holds(either_app: Flask, again: Callable) -> None:
    known(either_app, "product", "product/cola", "company", name="Cola")
    with either_app.app_context():
        wanted = shape(the_ledger().engine)
    in_the_store(either_app, as_the_first_version_made_it)
    with either_app.app_context():
        assert shape(the_ledger().engine) != wanted

    started = again()

    with started.app_context():
        assert shape(the_ledger().engine) == wanted
    kept = record(started, "product/cola")
    assert kept is not None
    assert kept.fields["name"] == "Cola"


def test_a_start_on_a_store_that_is_up_to_date_changes_nothing(either_app: Flask, again: Callable) -> None:
    def differences(connection: Connection) -> list:
        ours = {"include_name": lambda name, kind, _: kind != "table" or not name.startswith("flat_")}
        context = MigrationContext.configure(connection, opts=ours)
        return compare_metadata(context, Base.metadata)

    assert in_the_store(again(), differences) == []


def test_a_store_of_a_newer_version_is_left_alone(either_app: Flask, again: Callable) -> None:
    in_the_store(either_app, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num='9'")))

    with pytest.raises(StoreIsNewer, match="revision 9"):
        again()


def test_the_newest_revision_is_the_last_one_written() -> None:
    config = Config()
    config.set_main_option("script_location", str(HERE))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]
    assert len(list(Path(HERE / "versions").glob("*.py"))) == len(
        list(ScriptDirectory.from_config(config).walk_revisions())
    )
