"""The list of views: every question a department can ask."""

from server.departments.marketing.attitude_moves import ATTITUDE_MOVES
from server.departments.marketing.competitor_events import COMPETITOR_EVENTS
from server.departments.marketing.competitor_sightings import COMPETITOR_SIGHTINGS
from server.departments.marketing.customer_feedback import CUSTOMER_FEEDBACK
from server.departments.marketing.distribution import DISTRIBUTION
from server.departments.marketing.promotion_feedback import PROMOTION_FEEDBACK
from server.departments.marketing.tally import TALLY
from server.departments.marketing.terminal_display import TERMINAL_DISPLAY
from server.departments.sales.coverage import COVERAGE
from server.departments.sales.network import NETWORK
from server.departments.sales.out_of_stock import OUT_OF_STOCK
from server.departments.sales.pop_placement import POP_PLACEMENT
from server.departments.sales.regional_sales import REGIONAL_SALES
from server.departments.sales.terminal_sales import TERMINAL_SALES
from server.departments.sales.void_list import VOID_LIST
from server.departments.view import View

DEPARTMENTS = ("marketing", "sales")

VIEWS = (
    TERMINAL_DISPLAY,
    TALLY,
    DISTRIBUTION,
    NETWORK,
    COVERAGE,
    OUT_OF_STOCK,
    VOID_LIST,
    TERMINAL_SALES,
    REGIONAL_SALES,
    POP_PLACEMENT,
    PROMOTION_FEEDBACK,
    COMPETITOR_EVENTS,
    COMPETITOR_SIGHTINGS,
    CUSTOMER_FEEDBACK,
    ATTITUDE_MOVES,
)


def views_of(department: str) -> list[View]:
    """The views a department asks, in the order they are read."""
    return [view for view in VIEWS if department in view.departments]


def find_view(department: str, name: str) -> View | None:
    """The view of that name if the department asks it."""
    return next((view for view in views_of(department) if view.name == name), None)
