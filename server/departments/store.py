"""The store as departments and the desk use it: for reading."""

from sqlalchemy.orm import Session

from server.database import db


def reading() -> Session:
    """The session of the running request or command."""
    return db.session()


__all__ = ["Session", "reading"]
