"""The app for a WSGI server and for `flask --app wsgi`."""

from server import create_app

app = create_app()
