"""The list of kinds: everything that can be recorded, each declared in the file of its name."""

from sync.kind import Catalogue
from sync.kinds.observations.agreement import AGREEMENT
from sync.kinds.observations.answer import ANSWER
from sync.kinds.observations.attitude import ATTITUDE
from sync.kinds.observations.competitor_sighting import COMPETITOR_SIGHTING
from sync.kinds.observations.display_check import DISPLAY_CHECK
from sync.kinds.observations.feedback import FEEDBACK
from sync.kinds.observations.gift_movement import GIFT_MOVEMENT
from sync.kinds.observations.photo import PHOTO
from sync.kinds.observations.pop_movement import POP_MOVEMENT
from sync.kinds.observations.pop_placement import POP_PLACEMENT
from sync.kinds.observations.price_check import PRICE_CHECK
from sync.kinds.observations.promise_check import PROMISE_CHECK
from sync.kinds.observations.promo_check import PROMO_CHECK
from sync.kinds.observations.promo_spend import PROMO_SPEND
from sync.kinds.observations.promoter_shift import PROMOTER_SHIFT
from sync.kinds.observations.report import REPORT
from sync.kinds.observations.sell_out_count import SELL_OUT_COUNT
from sync.kinds.observations.stock_count import STOCK_COUNT
from sync.kinds.observations.visit import VISIT
from sync.kinds.office.attention import ATTENTION
from sync.kinds.office.disagreement import DISAGREEMENT
from sync.kinds.office.dispute import DISPUTE
from sync.kinds.office.remark import REMARK
from sync.kinds.office.reply import REPLY
from sync.kinds.office.sell_in import SELL_IN
from sync.kinds.office.signal import SIGNAL
from sync.kinds.plans.budget_line import BUDGET_LINE
from sync.kinds.plans.plan import PLAN
from sync.kinds.plans.plan_answer import PLAN_ANSWER
from sync.kinds.plans.plan_card import PLAN_CARD
from sync.kinds.plans.plan_line import PLAN_LINE
from sync.kinds.plans.plan_question import PLAN_QUESTION
from sync.kinds.plans.plan_receipt import PLAN_RECEIPT
from sync.kinds.plans.plan_step import PLAN_STEP
from sync.kinds.plans.promo import PROMO
from sync.kinds.plans.target import TARGET
from sync.kinds.reference.competitor import COMPETITOR
from sync.kinds.reference.display import DISPLAY
from sync.kinds.reference.gift import GIFT
from sync.kinds.reference.must_stock import MUST_STOCK
from sync.kinds.reference.outlet import OUTLET
from sync.kinds.reference.pop_item import POP_ITEM
from sync.kinds.reference.product import PRODUCT
from sync.kinds.reference.promoter import PROMOTER
from sync.kinds.reference.question import QUESTION
from sync.kinds.reference.rival_product import RIVAL_PRODUCT
from sync.kinds.reference.route import ROUTE
from sync.kinds.reference.route_stop import ROUTE_STOP
from sync.kinds.reference.territory import TERRITORY

VERSION = 11

KINDS = (
    COMPETITOR,
    DISPLAY,
    GIFT,
    MUST_STOCK,
    OUTLET,
    POP_ITEM,
    PRODUCT,
    PROMOTER,
    QUESTION,
    RIVAL_PRODUCT,
    ROUTE,
    ROUTE_STOP,
    TERRITORY,
    BUDGET_LINE,
    PLAN,
    PLAN_ANSWER,
    PLAN_CARD,
    PLAN_LINE,
    PLAN_QUESTION,
    PLAN_RECEIPT,
    PLAN_STEP,
    PROMO,
    TARGET,
    AGREEMENT,
    ANSWER,
    ATTITUDE,
    COMPETITOR_SIGHTING,
    DISPLAY_CHECK,
    FEEDBACK,
    GIFT_MOVEMENT,
    PHOTO,
    POP_MOVEMENT,
    POP_PLACEMENT,
    PRICE_CHECK,
    PROMISE_CHECK,
    PROMO_CHECK,
    PROMO_SPEND,
    PROMOTER_SHIFT,
    REPORT,
    SELL_OUT_COUNT,
    STOCK_COUNT,
    VISIT,
    ATTENTION,
    DISAGREEMENT,
    DISPUTE,
    REMARK,
    REPLY,
    SELL_IN,
    SIGNAL,
)

CATALOGUE = Catalogue(VERSION, KINDS)
