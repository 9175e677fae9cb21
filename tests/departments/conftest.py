"""The store the views are asked on."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from given import open_world


@pytest.fixture
def world():
    world, engine = open_world()
    yield world
    world.session.close()
    engine.dispose()
