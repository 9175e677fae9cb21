"""The desk of a small company."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.departments.conftest import world  # noqa: F401
from tests.office.given import elsewhere, staffed, trade, visited


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """An app with people, trade and a visit."""
    made = make_app()
    staffed(made)
    trade(made)
    visited(made)
    elsewhere(made)
    return made
