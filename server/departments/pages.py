"""The list of pages: the nine facts that sales owes marketing, each with the views that stand under it."""

from dataclasses import dataclass

from server.departments.marketing.attitude_ladder import ATTITUDE_LADDER
from server.departments.marketing.attitude_moves import ATTITUDE_MOVES
from server.departments.marketing.competitor_events import COMPETITOR_EVENTS
from server.departments.marketing.competitor_sightings import COMPETITOR_SIGHTINGS
from server.departments.marketing.customer_feedback import CUSTOMER_FEEDBACK
from server.departments.marketing.display_share import DISPLAY_SHARE
from server.departments.marketing.distribution import DISTRIBUTION
from server.departments.marketing.feedback_themes import FEEDBACK_THEMES
from server.departments.marketing.funds import FUNDS
from server.departments.marketing.perfect_store import PERFECT_STORE
from server.departments.marketing.price_ladder import PRICE_LADDER
from server.departments.marketing.promotion_feedback import PROMOTION_FEEDBACK
from server.departments.marketing.share_of_shelf import SHARE_OF_SHELF
from server.departments.marketing.tally import TALLY
from server.departments.marketing.terminal_display import TERMINAL_DISPLAY
from server.departments.sales.coverage import COVERAGE
from server.departments.sales.distribution_changes import DISTRIBUTION_CHANGES
from server.departments.sales.gifts import GIFTS
from server.departments.sales.network import NETWORK
from server.departments.sales.out_of_stock import OUT_OF_STOCK
from server.departments.sales.pop_funnel import POP_FUNNEL
from server.departments.sales.pop_placement import POP_PLACEMENT
from server.departments.sales.regional_sales import REGIONAL_SALES
from server.departments.sales.terminal_sales import TERMINAL_SALES
from server.departments.sales.void_list import VOID_LIST
from server.departments.view import Department, View
from sync.fields import Words


@dataclass(frozen=True, kw_only=True)
class Page:
    """One of the nine facts: the questions gathered under a name, the first of them leading.

    `owner` is the department that owes it to the other.
    """

    name: str
    title: Words
    views: tuple[View, ...]
    owner: Department = "sales"

    def only(self, readable: list[View]) -> list[View]:
        """Its views that somebody reads."""
        return [view for view in self.views if view in readable]


PAGES = (
    Page(
        name="terminal_display",
        title=Words("Terminal display", "终端陈列"),
        views=(TERMINAL_DISPLAY, PERFECT_STORE, SHARE_OF_SHELF, POP_PLACEMENT, POP_FUNNEL),
    ),
    Page(name="tally", title=Words("Tally", "清点"), views=(TALLY, OUT_OF_STOCK)),
    Page(
        name="distribution", title=Words("Distribution", "铺货"), views=(DISTRIBUTION, VOID_LIST, DISTRIBUTION_CHANGES)
    ),
    Page(name="network", title=Words("Network and coverage", "网络与覆盖"), views=(NETWORK, COVERAGE)),
    Page(name="terminal_sales", title=Words("Terminal sales", "终端销售"), views=(TERMINAL_SALES,)),
    Page(
        name="promotion_feedback",
        title=Words("Promotion feedback", "促销反馈"),
        views=(PROMOTION_FEEDBACK, GIFTS, FUNDS),
    ),
    Page(name="regional_sales", title=Words("Regional sales", "区域销售"), views=(REGIONAL_SALES,)),
    Page(
        name="competitors",
        title=Words("Competitors", "竞品信息"),
        views=(COMPETITOR_EVENTS, COMPETITOR_SIGHTINGS, PRICE_LADDER, DISPLAY_SHARE),
    ),
    Page(
        name="customer_feedback",
        title=Words("Customer feedback", "客户反馈"),
        views=(CUSTOMER_FEEDBACK, FEEDBACK_THEMES, ATTITUDE_LADDER, ATTITUDE_MOVES),
    ),
)


def find_page(name: str) -> Page | None:
    """The page of that name."""
    return next((page for page in PAGES if page.name == name), None)


def page_of_view(view: View) -> Page:
    """The page under which a view stands."""
    return next(page for page in PAGES if view in page.views)
