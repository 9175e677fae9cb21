"""The same server when two months and more have gone by: the month of what was recorded is closed for new phones."""

from server import create_app
from server.ledger.sql_ledger import wall_clock

LATER_MS = 75 * 86_400_000

app = create_app(clock=lambda: wall_clock() + LATER_MS)
