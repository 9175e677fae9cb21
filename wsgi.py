"""The app for a WSGI server and for `flask --app wsgi`."""

import gc

from server import create_app
from server.database import db

app = create_app()
with app.app_context():
    db.engine.dispose()  # a web server may load this once and fork: no two processes may share a connection
gc.freeze()  # what a start leaves behind stays for good: looking it through again and again costs each exchange a tenth
