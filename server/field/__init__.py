"""What devices speak with: sign-in, kinds, the exchange, photos, and the app itself."""

from apiflask import APIFlask

from server.field import deposit, enrolments, exchange, kinds, notices, photos, sessions, shell, snapshots, street_map


def register(app: APIFlask) -> None:
    """Serve everything a phone needs."""
    for part in (sessions, enrolments, kinds, exchange, deposit, photos, snapshots, notices, street_map):
        app.register_blueprint(part.blueprint)
    shell.serve(app)
