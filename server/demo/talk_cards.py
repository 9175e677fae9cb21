"""The cards that are about people: what rivals do, what the retailer says and thinks, what the office asks."""

from server.demo import pictures
from server.demo.goods import COMPETITORS, CURRENCY, QUESTIONS, RIVALS, rival_products
from server.demo.notes import Notes
from server.demo.ops import Op, day_after

ARGUMENTS = ("margin", "turnover", "promotion", "service", "display_fee", "brand", "relation")
PROMISES = ("Keeps the cooler's top two rows for us.", "Hangs the poster in the window.", "Orders two cases more.")
CAMPAIGN_DAYS_AGO = 10
REMARKS = {
    "promo": "Two for one, with a stack at the door.",
    "price": "Ten cents under ours since Monday.",
    "display": "A new rack where our stack used to be.",
    "pop": "Hangers over the whole drinks aisle.",
    "new_product": "A flavour not seen before, two facings.",
    "promoter": "A promoter pouring samples.",
}
SAID = {
    "en": (
        ("retailer", "delivery", "The van comes at noon, when the shop is full. Could it be before nine?", "normal"),
        ("retailer", "packaging", "The six-pack's handle tears off in wet weather.", "high"),
        ("shopper", "taste", "The zero tastes better than the old one.", "low"),
        ("retailer", "expiry", "Three cases came with four weeks left on them.", "high"),
        ("tallyman", "idea", "A small rack by the till would sell the 50 g bags.", "normal"),
        ("shopper", "price", "Why is the large bottle dearer here than across the river?", "normal"),
        ("retailer", "promotion", "People ask for the glass; ten a day are not enough.", "normal"),
        ("tallyman", "promotion", "The price tag hides the glass; put it to the left.", "low"),
    ),
    "zh": (
        ("retailer", "delivery", "送货车中午才到，正是最忙的时候，能早点吗？", "normal"),
        ("retailer", "packaging", "六连包的提手遇湿就断。", "high"),
        ("shopper", "taste", "零糖的比以前好喝。", "low"),
        ("tallyman", "idea", "收银台旁放个小架子，小包装会更好卖。", "normal"),
    ),
}


def market(notes: Notes, at: int) -> list[Op]:
    """What competitors do: a campaign that spreads over the town, single moves, and their prices."""
    call = notes.call
    ops = []
    if call.day >= call.calendar.day(-CAMPAIGN_DAYS_AGO) and call.random.random() < 0.2:
        ops.append(_campaign(notes, at))
    elif call.random.random() < 0.07:
        ops.append(_single_move(notes, at))
    if call.random.random() < 0.2:
        ops.append(_rival_price(notes))
    return ops


def _campaign(notes: Notes, at: int) -> Op:
    call = notes.call
    first = call.rumours[0] if call.rumours else None
    op = _sighting(notes, at, "grauwick", "promo", "rival_product/fizzwick-cola", same_as=first, price_minor=99)
    call.rumours.append(op["record"])
    if call.random.random() < 0.3:
        notes.photos.append(("proof", op["record"], pictures.shelf(call.random, 0.1)))
    return op


def _single_move(notes: Notes, at: int) -> Op:
    random = notes.call.random
    competitor = random.choice(sorted(COMPETITORS))
    what = random.choice([each for each in REMARKS if each != "promo"])
    ours = [each for each in rival_products() if each.startswith(f"rival_product/{RIVALS[competitor][0].lower()}")]
    price = RIVALS[competitor][4] - 10 if what == "price" else None
    return _sighting(notes, at, competitor, what, random.choice(ours), price_minor=price)


def _sighting(notes: Notes, at: int, competitor: str, what: str, product: str, **more: object) -> Op:
    return notes.event(
        "competitor_sighting",
        at,
        brand=f"competitor/{competitor}",
        what=what,
        product=product,
        currency=CURRENCY if more.get("price_minor") else None,
        size=notes.call.random.choice(("small", "medium", "large")),
        remark=REMARKS[what],
        **more,
    )


def _rival_price(notes: Notes) -> Op:
    random = notes.call.random
    product = random.choice(rival_products())
    _, _, unit, content, price, _ = next(each for each in RIVALS.values() if f"/{each[0].lower()}-" in product)
    return notes.line(
        "price_check",
        product,
        rival_product=product,
        price_minor=price + random.choice((0, 0, -5, 5, -10)),
        currency=CURRENCY,
        content=content,
        content_unit=unit,
        on_promo=False,
    )


def retailer(notes: Notes, at: int) -> list[Op]:
    """How the retailer stands towards us, moving a step at a time, and what was said."""
    call = notes.call
    ops = []
    if call.random.random() < 0.45:
        step = call.random.choices((-1, 0, 1), (10, 50, 40))[0]
        call.state.attitude = min(4, max(0, call.state.attitude + step))
        ops += _promise_kept(notes)
        promise = call.random.choice(PROMISES) if call.random.random() < 0.2 else None
        if promise:
            call.state.promise = f"{notes.visit}/attitude"
        ops.append(
            notes.line(
                "attitude",
                level=call.state.attitude,
                argument=call.random.choice(ARGUMENTS),
                promise=promise,
                promise_due_on=day_after(call.day, 7) if promise else None,
            )
        )
    if call.state.attitude >= 3 and not call.state.agreed:
        ops.append(_agreement(notes, at))
    if call.random.random() < 0.08:
        voice, theme, text, urgency = call.random.choice(SAID[call.language])
        ops.append(
            notes.event(
                "feedback",
                at,
                voice=voice,
                theme=theme,
                text=text,
                urgency=urgency,
                complaint=True if voice == "retailer" and urgency == "high" else None,
            )
        )
    return ops


def _promise_kept(notes: Notes) -> list[Op]:
    """An earlier promise is asked after; once kept it is over."""
    call = notes.call
    promise = call.state.promise
    if promise is None or promise.startswith(notes.visit):
        return []
    kept = call.random.random() < 0.6
    call.state.promise = None if kept else promise
    return [notes.line("promise_check", promise, promise=promise, state="kept" if kept else "not_yet")]


def _agreement(notes: Notes, at: int) -> Op:
    """What a retailer who helps agrees to, signed on the glass."""
    call = notes.call
    call.state.agreed = True
    op = notes.event(
        "agreement",
        at,
        what=call.random.choice(("shelf", "space", "pop")),
        facings=call.random.randint(4, 12),
        from_on=call.day,
        until_on=day_after(call.day, 90),
    )
    if call.random.random() < 0.2:
        notes.photos.append(("signature", op["record"], pictures.signature(call.random)))
    return op


def questions(notes: Notes, _at: int) -> list[Op]:
    """Now and then, the answers to what the office asks."""
    if notes.call.random.random() > 0.25:
        return []
    return [
        notes.line(
            "answer",
            f"question/{name}",
            question=f"question/{name}",
            value=notes.call.random.choice(choices.split("\n")),
        )
        for name, (_, _, choices, _) in QUESTIONS.items()
    ]
