"""The same stores as the departments' views are asked on, and an app of an office."""

from tests.departments.conftest import world
from tests.office.conftest import app

__all__ = ["app", "world"]
