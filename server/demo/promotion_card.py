"""The promotion's part of a visit: its elements, the promoter at her stand, gifts and small money."""

from server.demo import pictures
from server.demo.goods import CURRENCY
from server.demo.notes import Call, Notes
from server.demo.ops import Op
from server.demo.plans import PROMO_ELEMENTS, fees_of, promo_line_of, promo_of, takes_part

QUIZ = ("offer", "price", "product", "rival", "gift")
COACHING = ("Glass first, then the price.", "Stand a step closer to the cooler.", "Names the flavour at once: good.")


def promotion(notes: Notes, at: int) -> list[Op]:
    """Everything about the promotion, once it runs and where it is owed."""
    call = notes.call
    if call.day < call.calendar.promo_from or not takes_part(call.state.shop):
        return []
    return [_check(notes), *_promoter(notes), *_gifts(notes, at), *_spend(notes, at)]


def _check(notes: Notes) -> Op:
    call = notes.call
    required = [each for each, how in PROMO_ELEMENTS.items() if how == "required"]
    missing = call.state.promo_missing
    if not call.state.promo_checked:
        missing |= {each for each in required if call.random.random() < 0.22}
    elif call.random.random() < 0.25:
        missing.add(call.random.choice(required))
    for each in sorted(missing):
        if call.random.random() < 0.35:
            missing.discard(each)
    call.state.promo_checked = True
    elements = {each: "missing" if each in missing else "ok" for each in required} | {"promoter": "not_applicable"}
    return notes.line("promo_check", promo_of(call.state.shop), promo=promo_of(call.state.shop), elements=elements)


def _promoter(notes: Notes) -> list[Op]:
    call = notes.call
    promoter = call.promoters.get(call.state.shop.id)
    if promoter is None:
        return []
    presence = call.random.choices(("present", "late", "absent"), (86, 9, 5))[0]
    if presence == "absent":
        return [notes.line("promoter_shift", promoter, promoter=promoter, presence=presence)]
    units = call.random.randint(8, 42)
    return [
        notes.line(
            "promoter_shift",
            promoter,
            promoter=promoter,
            presence=presence,
            stand_ok=call.random.random() < 0.85,
            units_sold=units,
            gifts_given=units // 4,
            quiz=_quiz(call) if call.random.random() < 0.3 else None,
            contacts=units * call.random.randint(3, 5),
            coaching=call.random.choice(COACHING) if call.random.random() < 0.4 else None,
        )
    ]


def _quiz(call: Call) -> dict[str, str]:
    """How the promoter answered the five questions."""
    return {each: "right" if call.random.random() < 0.8 else "wrong" for each in QUIZ}


def _gifts(notes: Notes, at: int) -> list[Op]:
    call = notes.call
    movements = []
    if not call.state.gifts_received:
        call.state.gifts_received = True
        movements.append(("received", 40 if call.state.shop.outlet_class == "A" else 15))
    elif call.random.random() < 0.5:
        movements.append(("given", call.random.randint(1, 6)))
    return [
        notes.event("gift_movement", at, gift="gift/glass", units=units, direction=direction)
        for direction, units in movements
    ]


def _spend(notes: Notes, at: int) -> list[Op]:
    call = notes.call
    if call.state.shop.outlet_class != "A" or call.state.fee_paid or call.random.random() < 0.4:
        return []
    call.state.fee_paid = True
    op = notes.event(
        "promo_spend",
        at,
        plan_line=promo_line_of(call.state.shop),
        budget_line=fees_of(call.state.shop.route),
        what="display_fee",
        amount_minor=call.random.choice((1_500, 2_000, 2_500, 3_000)),
        currency=CURRENCY,
        supplier=call.state.shop.name,
    )
    if call.random.random() < 0.8:
        notes.photos.append(("receipt", op["record"], pictures.receipt(call.random)))
    return [op]
