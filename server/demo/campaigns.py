"""Invented plans: one under way with what the field said to it, last year's with its result, and some still to come."""

from collections.abc import Callable
from random import Random
from typing import Any

from server.database import db
from server.demo import pictures
from server.demo.cast import REGION, TERRITORIES
from server.demo.goods import CURRENCY
from server.demo.notes import Keep
from server.demo.ops import Op, put
from server.demo.phone import Phone, uuid7
from server.demo.plans import PROMO_ELEMENTS, PROMO_SKU, Calendar, takes_part
from server.demo.town import Shop
from server.ledger import Author, now_ms, the_ledger
from server.ledger.ids import new_id
from server.ledger.rows import lock_device
from server.plans.acting import step
from server.plans.keeping import SCOPE, Hand
from server.plans.owing import Place, owed_by
from server.plans.parts import COMPANY, span_with
from server.plans.targets import share_out, sold_in, trade
from sync.scope import EVERYTHING

MIRA = Author("mira", "marketing", "desk/mira")
MONA = Author("mona", "manager", "desk/mona")
DAY_MS = 86_400_000
COOL, LAST_SUMMER = "plan/cool-days", "plan/cool-days-last-year"
QUIZ = [
    {"question": "How many Zimbolo for a glass?", "answers": ["Two", "Four", "Six"], "right": 1},
    {
        "question": "Where does the price tag with the glass hang?",
        "answers": ["At the till", "Under the cola"],
        "right": 1,
    },
    {"question": "The glasses are gone. What now?", "answers": ["Take the tag down", "Leave all as it is"], "right": 0},
]
WHO_READ = {"amina": (11, True), "bruno": (9, False), "chen": (10, True), "rosa": (12, True)}
ASKED_BY, ASKED = "amina", "May the stack stand beside the till when the door is too narrow?"
ANSWERED = "Yes, as long as the stand is behind it and the glass can be seen."


def _cool_days(calendar: Calendar, chosen: list[Shop]) -> dict[str, Any]:
    return {
        "name": "Promotion: cool days",
        "what": "promotion",
        "horizon": "special",
        "state": "running",
        "from_on": calendar.promo_from,
        "until_on": calendar.day(18),
        "due_on": calendar.promo_from,
        "released_on": calendar.day(-16),
        "note": "Price tag with the glass on it; the stack at the door; ask for the till counter while it lasts.",
        "sku": PROMO_SKU,
        "units": 20,
        "margin_minor": 35,
        "currency": CURRENCY,
        "elements": PROMO_ELEMENTS,
        "outlets": sorted(shop.id for shop in chosen),
        "card": "A glass with every four Zimbolo. Glass first, then the price.\n"
        "Fill the stack before you hang the tag: an empty stack with a fine tag sells nothing.",
        "quiz": QUIZ,
        "last_year": LAST_SUMMER,
    }


def _last_summer(calendar: Calendar) -> dict[str, Any]:
    return {
        "name": "Promotion: cool days, the year before",
        "what": "promotion",
        "horizon": "special",
        "state": "evaluated",
        "from_on": calendar.day(-377),
        "until_on": calendar.day(-347),
        "released_on": calendar.day(-380),
        "closed_on": calendar.day(-346),
        "note": "A bottle opener with every six Zimbolo.",
        "sku": PROMO_SKU,
        "budget_minor": 640_000,
        "currency": CURRENCY,
        "elements": PROMO_ELEMENTS,
        "rule": {"classes": ["A"]},
        "result": "Complete in 61 % of the shops, a fifth more sold than in shops without it. "
        "The openers came nine days late. This year: glasses, and earlier.",
    }


def begun(keep: Keep, town: list[Shop], calendar: Calendar, random: Random) -> None:
    """The plan under way with how it should look, and last year's, each step at its time."""
    chosen = [shop for shop in town if takes_part(shop)]
    cool, last = _cool_days(calendar, chosen), _last_summer(calendar)
    places = [Place(each.id, f"route/{each.route}", f"territory/{each.route[:5]}", REGION) for each in chosen]
    owed = owed_by(COOL, cool, places, [f"territory/{each}" for each in TERRITORIES])
    now = now_ms()

    def steps(plan: str, *taken: tuple[Author, int, str, str, str | None]) -> None:
        for author, ago, act, state, why in taken:
            fields = {"of_plan": plan, "act": act, "state": state} | ({"why": why} if why else {})
            record = uuid7(now - ago * DAY_MS, random)
            op = {"op": "set", "record": record, "kind": "plan_step", "scope": SCOPE, "fields": fields}
            said(author, ago, [op])

    said(MIRA, 400, [put(LAST_SUMMER, SCOPE, **last)])
    steps(LAST_SUMMER, (MIRA, 400, "draft", "draft", None), (MIRA, 390, "approve", "approved", None))
    steps(
        LAST_SUMMER, (MIRA, 380, "release", "released", None), (MIRA, 346, "close", "closed", "The openers are gone.")
    )
    steps(LAST_SUMMER, (MIRA, 330, "evaluate", "evaluated", str(last["result"])))
    said(MIRA, 30, [put(COOL, SCOPE, **cool)])
    steps(COOL, (MIRA, 30, "draft", "draft", None), (MIRA, 24, "approve", "approved", None))
    steps(COOL, (MIRA, 16, "release", "released", None))
    said(MIRA, 16, [_photo(keep, pictures.shelf(random, 0.0))])
    said(MIRA, 16, [put(each.record, each.scope, **each.fields) for each in owed])


def _photo(keep: Keep, picture: pictures.Picture) -> Op:
    """How the plan under way should look, told to everybody with it."""
    taken = {"of": COOL, "role": "reference", "taken_at": now_ms() - 16 * DAY_MS, "dhash": picture.dhash}
    size = {"width": picture.width, "height": picture.height, "bytes": len(picture.jpeg)}
    return {"op": "set", "record": keep("mira", picture), "kind": "photo", "scope": "company", "fields": taken | size}


def heard(phones: dict[str, Phone], send: Callable[[Phone, int], None], random: Random) -> None:
    """What the field said to the plan under way: who read it and passed, a question; and the answer to it."""
    now = now_ms()
    for person, (ago, passed) in WHO_READ.items():
        at = now - ago * DAY_MS
        fields = {"of_plan": COOL, "read_at": at, "answers": [1, 1, 0] if passed else [0, 1, 0], "passed": passed}
        if person == "rosa":
            fields["acknowledged_at"] = at
        _tap(phones[person], "plan_receipt", at, fields, random)
        send(phones[person], at)
    asked_at = now - 10 * DAY_MS
    question = _tap(phones[ASKED_BY], "plan_question", asked_at, {"of_plan": COOL, "text": ASKED}, random)
    send(phones[ASKED_BY], asked_at)
    fields = {
        "of": question,
        "question": ASKED,
        "answer": ANSWERED,
        "answered_by": "Mira Calloway-Zand",
        "of_plan": COOL,
    }
    said(MIRA, 9, [put(f"plan_answer/{question}", "territory:north", **fields)])


def _tap(phone: Phone, kind: str, at: int, fields: dict[str, Any], random: Random) -> str:
    record = uuid7(at, random)
    scope = f"person:{phone.author.person}"
    phone.tap(at, [{"op": "set", "record": record, "kind": kind, "scope": scope, "fields": fields}])
    return record


def said(author: Author, days_ago: int, ops: list[Op]) -> None:
    """Write what somebody said at the desk some days ago."""
    ledger, now = the_ledger(), now_ms()
    with ledger.transaction() as connection:
        n = lock_device(connection, author, now)["through"] + 1
        change = {"id": new_id(now), "n": n, "at": now - days_ago * DAY_MS, "ops": ops}
        (told,) = ledger.apply(author, [change], now=now, grants=EVERYTHING)
        if told["verdict"] != "accepted":
            raise ValueError(f"the demo's plan was refused: {told['problems']}")


def to_come(calendar: Calendar) -> None:
    """Plans that are drafted, wait, are embargoed, or were released just now, each led there step by step."""
    money = {"currency": CURRENCY}
    _lead(
        "plan/winter-warmers",
        [(MIRA, "submit"), (MONA, "approve")],
        name="Winter warmers: a mug with three Mokkari",
        what="promotion",
        horizon="special",
        from_on=calendar.day(12),
        until_on=calendar.day(47),
        embargo_on=calendar.day(5),
        note="Not a word before the day: the mugs are still at sea.",
        budget_minor=1_800_000,
        free_minor=2_500,
        sku="product/mokkari-latte-240",
        units=12,
        elements={"price": "required", "tag": "required", "display": "required", "gift": "required"},
        items=[{"gift": "gift/glass", "units": 12}],
        rule={"classes": ["A", "B"]},
        card="The mug is shown, never stored under the counter.",
        quiz=[{"question": "How many Mokkari for a mug?", "answers": ["Two", "Three"], "right": 1}],
        **money,
    )
    _lead(
        "plan/quarter-targets",
        [(MIRA, "approve"), (MIRA, "release")],
        name="Targets of the quarter",
        what="sales_targets",
        horizon="quarterly",
        from_on=calendar.day(1),
        until_on=calendar.day(90),
        note="A tenth above last year, most of it in the small shops.",
        card="The target of each route stands at the desk; ask your representative for yours.",
    )
    _lead(
        "plan/oat-drink-listing",
        [(MIRA, "submit")],
        name="Oat drink on every large shelf",
        what="new_product_listing",
        horizon="quarterly",
        from_on=calendar.day(20),
        until_on=calendar.day(110),
        budget_minor=1_250_000,
        sku="product/mokkari-vanilla-240",
        rule={"classes": ["A"], "sold_at_least": 100},
        **money,
    )
    _lead(
        "plan/school-kiosks",
        [],
        name="Every kiosk near a school once a fortnight",
        what="channel_coverage",
        horizon="annual",
        from_on=calendar.day(38),
        until_on=calendar.day(402),
        rule={"channels": ["kiosk"]},
    )


def aimed_at(calendar: Calendar) -> None:
    """Targets of the quarter and its months: a tenth above last year, shared out to the routes."""
    quarter = span_with("quarter", calendar.today.isoformat())
    for span in (quarter, *quarter.smaller):
        tree = trade(db.session())
        sold = sold_in(db.session(), span.year_before, tree)[COMPANY]
        units, amount = (round(each * 1.1) for each in (sold.units, sold.amount_minor))
        share_out(Hand(MIRA, EVERYTHING), db.session(), span, tree, COMPANY, units, amount)


def _lead(plan: str, steps: list[tuple[Author, str]], **fields: Any) -> None:
    said(MIRA, 0, [put(plan, SCOPE, state="draft", **fields)])
    first = {"of_plan": plan, "act": "draft", "state": "draft"}
    op = {"op": "set", "record": new_id(now_ms()), "kind": "plan_step", "scope": SCOPE, "fields": first}
    said(MIRA, 0, [op])
    for author, act in steps:
        step(Hand(author, EVERYTHING), plan, act)
