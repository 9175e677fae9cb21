"""The departments' figures and records for other programs: a JSON API, an OData feed, a nightly SQLite file."""

from apiflask import APIFlask

from server.feeds import api
from server.feeds.odata import blueprint as odata


def register(app: APIFlask) -> None:
    """Serve the feeds."""
    app.register_blueprint(api.blueprint)
    app.register_blueprint(odata)
