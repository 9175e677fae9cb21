"""The app for a WSGI server and for `flask --app wsgi`."""

import gc

from server import create_app

app = create_app()
gc.freeze()  # what a start leaves behind stays for good: looking it through again and again costs each exchange a tenth
