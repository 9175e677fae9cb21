"""The stores the views are asked on."""

import pytest

from tests.departments.given import open_world
from tests.stores import new_database


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request):
    url = new_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else "sqlite://"
    world, engine = open_world(url)
    yield world
    world.session.close()
    engine.dispose()
