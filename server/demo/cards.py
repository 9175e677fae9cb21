"""The cards of a visit in their order: each looks at the shop, mends what can be mended and gives its records."""

from typing import Any

from server.demo import pictures
from server.demo.goods import COUNTED, CURRENCY, HEROES, POP_ITEMS, articles, must_stock
from server.demo.notes import Notes
from server.demo.ops import Op, day_after, tail
from server.demo.plans import RELEASED_DAYS_AGO, SPOTS, display_of, pop_line_of, takes_part
from server.demo.promotion_card import promotion
from server.demo.talk_cards import market, questions, retailer
from server.demo.world import SHELF, Stock, refill

PRICES = {each.id: each.price_minor for each in articles()}
CONTENTS = {each.id: (each.content, each.unit) for each in articles()}
PLACES = {"shelf": ("eye_level", "hand_level", "top"), "space": ("cooler", "checkout"), "ground": ("entrance", "floor")}
PHOTO_CHANCE = 0.16
SLIP_CHANCE = 0.01  # a thumb on the wrong key: more facings of ours than the shelf has


def displays(notes: Notes, _at: int) -> list[Op]:
    """Each agreed display, as found and as left."""
    return [_check(notes, kind, found) for kind, found in notes.call.state.displays.items()]


def _check(notes: Notes, kind: str, found: str) -> Op:
    """A display rebuilt is photographed before and after, now and then."""
    random, state = notes.call.random, notes.call.state
    rebuilt = found != "as_agreed" and random.random() < 0.6
    left = state.displays[kind] = "as_agreed" if rebuilt else found
    facings = random.randint(5, 14) if left == "as_agreed" else random.randint(0, 6)
    others = random.randint(8, 30) if random.random() > SLIP_CHANCE else -1
    display = display_of(state.shop, kind)
    op = notes.line(
        "display_check",
        display,
        display=display,
        display_kind=kind,
        state_on_entry=found,
        state_on_exit=left,
        position=random.choice(PLACES[kind]),
        facings=facings,
        category_facings=max(0, facings + others) if kind == "shelf" else None,
    )
    if rebuilt and random.random() < PHOTO_CHANCE:
        notes.photos.append(("before", op["record"], pictures.shelf(random, 0.5)))
        notes.photos.append(("after", op["record"], pictures.shelf(random, 0.05)))
    return op


def tally(notes: Notes, _at: int) -> list[Op]:
    """Each product of the must-stock list: on the shelf or out, why, and whether it could be filled up."""
    state = notes.call.state
    for sku in must_stock(state.shop.outlet_class):
        if sku not in state.stock and notes.call.random.random() < 0.03:
            state.stock[sku] = Stock(SHELF[state.shop.outlet_class] // 2, 0, 0.7)
    return [_count(notes, sku) for sku in must_stock(state.shop.outlet_class)]


def _count(notes: Notes, sku: str) -> Op:
    state, random = notes.call.state, notes.call.random
    stock = state.stock.get(sku)
    if stock is None:
        return notes.line("stock_count", sku, sku=sku, state_on_entry="out", state_on_exit="out", cause="void")
    found = stock.on_shelf
    cause = None
    if not found:
        cause = "back_room" if stock.back_room else "late_delivery" if state.is_van_late else "on_order"
    refill(stock, SHELF[state.shop.outlet_class])
    counted: dict[str, Any] = {}
    if tail(sku) in COUNTED:
        counted = {"on_shelf": stock.on_shelf, "back_room": stock.back_room, "facings": min(9, 1 + stock.on_shelf // 4)}
    if counted and stock.on_shelf:
        counted |= {"oldest_expiry_on": day_after(notes.call.day, random.randint(9, 200))}
    return notes.line(
        "stock_count",
        sku,
        sku=sku,
        state_on_entry="on_shelf" if found else "out",
        state_on_exit="on_shelf" if stock.on_shelf else "out",
        cause=cause,
        **counted,
    )


def pop(notes: Notes, at: int) -> list[Op]:
    """Each POP item: put up when it is owed, looked for when it was; now and then the bag is filled."""
    placed = [op for item in notes.call.state.pop if (op := _placement(notes, item))]
    if notes.call.random.random() > 0.05:
        return placed
    item = notes.call.random.choice(sorted(POP_ITEMS))
    return [*placed, notes.loose("pop_movement", at, pop_item=f"pop_item/{item}", units=10, direction="received")]


def _placement(notes: Notes, item: str) -> Op | None:
    call = notes.call
    known = call.state.pop[item]
    if known == "owed" and (call.day < call.calendar.day(-RELEASED_DAYS_AGO[item]) or call.random.random() < 0.65):
        return None
    mend = known in ("damaged", "missing") and call.random.random() < 0.5
    state = "placed" if known == "owed" or mend else known
    call.state.pop[item] = "standing" if state == "placed" else known
    op = notes.line(
        "pop_placement",
        f"pop_item/{item}",
        pop_item=f"pop_item/{item}",
        plan_line=pop_line_of(call.state.shop, item),
        mount=POP_ITEMS[item][1],
        spot=SPOTS[item],
        state=state,
    )
    if state == "placed" and call.random.random() < PHOTO_CHANCE * 2:
        notes.photos.append(("proof", op["record"], pictures.shelf(call.random, 0.2)))
    return op


def prices(notes: Notes, _at: int) -> list[Op]:
    """Now and then, the shelf price of two products of ours."""
    call = notes.call
    stocked = [sku for sku, stock in call.state.stock.items() if stock.on_shelf]
    if call.random.random() > 0.35 or len(stocked) < 2:
        return []
    ops = []
    for sku in call.random.sample(stocked, 2):
        on_promo = call.day >= call.calendar.promo_from and takes_part(call.state.shop)
        off = call.random.choice((0, 0, 0, 0, 1, 10, -10, 20))
        content, unit = CONTENTS[sku]
        ops.append(
            notes.line(
                "price_check",
                sku,
                sku=sku,
                price_minor=PRICES[sku] + off,
                currency=CURRENCY,
                content=content,
                content_unit=unit,
                on_promo=on_promo and sku.startswith("product/zimbolo-cola-330"),
            )
        )
    return ops


def sell_out(notes: Notes, _at: int) -> list[Op]:
    """In large shops, what the hero products sold since the last visit."""
    state, random = notes.call.state, notes.call.random
    since, state.seen_on = state.seen_on, notes.call.day
    if since is None or state.shop.outlet_class != "A" or random.random() < 0.4:
        return []
    ops = []
    for sku in (f"product/{name}" for name in sorted(HEROES)):
        if stock := state.stock.get(sku):
            ops.append(notes.line("sell_out_count", sku, sku=sku, units=stock.sold, since_on=since, source="count"))
            stock.sold = 0
    return ops


CARDS = (displays, tally, prices, pop, promotion, market, retailer, sell_out, questions)
