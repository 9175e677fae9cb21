"""The desk of a small company."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.office.given import elsewhere, staffed, trade, visited


@pytest.fixture
def desk(make_app: Callable[..., Flask]) -> Flask:
    """An app with people, trade and a visit."""
    app = make_app()
    staffed(app)
    trade(app)
    visited(app)
    elsewhere(app)
    return app
