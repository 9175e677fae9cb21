"""No figure reads a kind of record that its reader may not read."""

import re

import pytest
from sqlalchemy import event

from server.departments.views import VIEWS
from server.office.roles import OF_REPRESENTATIVES
from sync.kinds import CATALOGUE
from tests.departments.given import filters

FLAT = re.compile(r"\bflat_(\w+)")


def kinds_read(world, view) -> set[str]:
    """The kinds whose tables a view's answer and evidence ask."""
    asked: list[str] = []
    engine = world.session.get_bind()

    def hear(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        view.answer(world.session, filters())
        for figure in (None, *view.stands_on):
            world.session.execute(view.behind(world.session, filters(), {}, None, figure))
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    return {name for statement in asked for name in FLAT.findall(statement)} & {kind.name for kind in CATALOGUE}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_reads_only_kinds_that_all_its_readers_may_read(world, view):
    readers = {*view.departments, "manager", "admin"}
    if view.name in OF_REPRESENTATIVES:
        readers.add("representative")

    kinds = {kind.name: kind for kind in CATALOGUE}
    read = kinds_read(world, view)

    assert read
    assert {name: readers - set(kinds[name].readers) for name in read if readers - set(kinds[name].readers)} == {}
