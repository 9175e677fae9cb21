"""The SQLite file of a department: everything it may read, in one file that opens in any SQLite tool."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlite_utils import Database

from server.access import OFFICE_READS
from server.departments.filters import Filters, read_filters
from server.departments.reach import Reach, reach_of
from server.departments.records import NAMED
from server.departments.view import Department
from server.departments.views import views_of
from server.feeds.sets import FeedColumn, RecordSet, record_sets
from sync.fields import Text

ANSWER = "answer_"
NAMES = "_named"
SQL_TYPES = {"integer": int, "money": int, "instant": int, "boolean": int, "number": float, "share": float}
SQL_TYPES |= {"index": float, "minutes": float}
INDEXED = ("outlet", "visit", "made_on", "route")
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Extract:
    """A file that is there to be taken: where, when it was made (ms), how large (bytes)."""

    path: Path
    made_at: int
    size: int


def folder() -> Path:
    """Where the extracts are kept."""
    return current_app.extensions["settings"].data / "extracts"


def latest(department: Department) -> Extract | None:
    """The department's file, if there is one."""
    path = folder() / f"{department}.sqlite"
    if not path.is_file():
        return None
    told = path.stat()
    return Extract(path, int(told.st_mtime * 1000), told.st_size)


def make(session: Session, department: Department) -> Extract:
    """Make the department's file anew; the old one stays whole until the new one is."""
    folder().mkdir(parents=True, exist_ok=True)
    target = folder() / f"{department}.sqlite"
    write(session, department, target)
    found = latest(department)
    assert found is not None
    return found


def write(session: Session, department: Department, target: Path) -> None:
    """Write the department's file to a place; nothing is there until it is whole."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        with closing(Database(unfinished)) as file:
            _fill(file, session, department)
        unfinished.chmod(0o640)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _fill(file: Database, session: Session, department: Department) -> None:
    reach, sets = reach_of(OFFICE_READS), record_sets()
    descriptions: list[dict[str, Any]] = []
    for each in sets:
        _records(file, session, each, reach)
        descriptions += _described(each.name, each.columns)
    for each in sets:
        _with_names(file, each)
    filters = _last_weeks()
    for view in views_of(department):
        rows = view.answer(session, filters).rows
        columns = {column.name: SQL_TYPES.get(column.type, str) for column in view.columns}
        file.create_table(ANSWER + view.name, columns)
        file.table(ANSWER + view.name).insert_all(
            ({name: row.get(name) for name in columns} for row in rows), alter=False
        )
        described = [FeedColumn(column.name, column.type, column.title) for column in view.columns]
        descriptions += _described(ANSWER + view.name, described)
    file.table("column_description").insert_all(descriptions, pk=("table_name", "column_name"))
    file.table("about").insert(
        {
            "department": department,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "answers_from": filters.from_on,
            "answers_until": filters.until_on,
            "instants": "milliseconds since 1970-01-01 UTC",
            "money": "minor units of the currency beside it",
        }
    )
    file.vacuum()


def _records(file: Database, session: Session, asked: RecordSet, reach: Reach) -> None:
    columns = {each.name: SQL_TYPES.get(each.type, str) for each in asked.columns}
    file.create_table(asked.name, columns, pk="id", not_null={"id", "scope", "made_on"})
    table = file.table(asked.name)
    table.insert_all(_rows(session, asked, reach), batch_size=BATCH)
    for name in INDEXED:
        if name in columns:
            table.create_index([name])
    written = [field.name for field in asked.kind.fields if isinstance(field, Text) and field.name != "currency"]
    if written:
        table.enable_fts(written, tokenize="unicode61 remove_diacritics 2", create_triggers=False)


def _rows(session: Session, asked: RecordSet, reach: Reach) -> Iterator[dict[str, Any]]:
    query = select(asked.table).where(reach.condition(asked.table.c.scope)).order_by(asked.table.c.id)
    for row in session.execute(query.execution_options(yield_per=BATCH)).mappings():
        yield dict(row)


def _with_names(file: Database, asked: RecordSet) -> None:
    """A view of the records with a name beside every reference that has one."""
    named = [each for each in asked.columns if each.of in NAMED and each.of in file.table_names()]
    if not named:
        return
    columns = ["r.*"] + [f'"{each.name}_is"."{NAMED[each.of or ""]}" AS "{each.name}_name"' for each in named]
    joins = [f'LEFT JOIN "{each.of}" AS "{each.name}_is" ON "{each.name}_is".id = r."{each.name}"' for each in named]
    file.create_view(asked.name + NAMES, f'SELECT {", ".join(columns)} FROM "{asked.name}" AS r {" ".join(joins)}')


def _described(table: str, columns: Iterable[FeedColumn]) -> list[dict[str, Any]]:
    return [
        {
            "table_name": table,
            "column_name": each.name,
            "type": each.type,
            "title_en": each.title.en,
            "title_zh": each.title.zh,
            "unit": each.unit,
            "refers_to": each.of,
        }
        for each in columns
    ]


def _last_weeks() -> Filters:
    ledger, settings = current_app.extensions["ledger"], current_app.extensions["settings"]
    now = ledger.clock()
    return read_filters({}, today=datetime.fromtimestamp(now / 1000, settings.zone).date().isoformat(), now=now)
