"""A random history of a small trade, as ops of the office: said, said again, changed, cleared, retired."""

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.departments.given import day

ROUTES = {"n1": "north", "n2": "north", "s1": "south"}
SHOPS = tuple(f"outlet/{n}" for n in range(6))
SKUS = ("product/cola", "product/tea")
MONTH = "2026-11"
Op = dict[str, Any]


def route_of(shop: str) -> str:
    """The route on which a shop lies."""
    return list(ROUTES)[int(shop[-1]) % len(ROUTES)]


def a_set(record: str, kind: str, scope: str, **fields: Any) -> Op:
    """One op."""
    return {"op": "set", "record": record, "kind": kind, "scope": scope, "fields": fields}


def beginning() -> list[Op]:
    """What is known before the first visit."""
    ops = [
        a_set(f"product/{name}", "product", "company", name=name, brand="Brisk", category="drinks")
        for name in ("cola", "tea")
    ]
    for side in ("north", "south"):
        ops.append(a_set(f"territory/{side}", "territory", "company", name=side, region=side.title()))
    for route, side in ROUTES.items():
        fields = {"name": route, "territory": f"territory/{side}", "tallyman": "amina"}
        ops.append(a_set(f"route/{route}", "route", f"route:{route}", **fields))
    ops.append(a_set("must_stock/a", "must_stock", "company", sku=SKUS[0], outlet_class="A"))
    ops.append(a_set("pop_item/poster", "pop_item", "company", name="Poster", cost_minor=100, currency="EUR"))
    ops.append(a_set("gift/glass", "gift", "company", name="Glass", cost_minor=200, currency="EUR"))
    ops.append(a_set("competitor/zest", "competitor", "company", name="Zest"))
    promo = {"name": "Cool", "sku": SKUS[0], "from_on": day(12), "until_on": day(-5), "of_plan": "plan/cool"}
    ops.append(
        a_set("promo/cool", "promo", "territory:north", **promo, elements={"price": "required", "tag": "required"})
    )
    plan = {"name": "Cool", "what": "promotion", "state": "running", "margin_minor": 40, "currency": "EUR"}
    ops.append(a_set("plan/cool", "plan", "office:plans", **plan))
    budget = {"name": "Fees", "amount_minor": 9_000, "currency": "EUR"}
    ops.append(a_set("budget_line/fees", "budget_line", "route:n1", **budget))
    return ops


def said(chance: Random) -> Iterator[Op]:
    """One thing that somebody says, perhaps of what was said before."""
    shop, sku, n = chance.choice(SHOPS), chance.choice(SKUS), chance.randrange(8)
    route = route_of(shop)
    visits, visit = f"visits:{route}:{MONTH}", f"01999999-0000-7000-8000-00000000{int(shop[-1]):02}{n:02}"
    at = {"outlet": shop}

    def of_visit(kind: str, about: str = "", **fields: Any) -> Op:
        return a_set(f"{visit}/{kind}" + (f"/{about}" if about else ""), kind, visits, **at, **fields)

    def pick(*some: Any) -> Any:
        return chance.choice(some)

    owed = {"released_on": day(14), "of_plan": "plan/cool", **at}
    yield pick(
        lambda: a_set(shop, "outlet", f"route:{route}", name=shop, outlet_class=pick("A", "B"), channel=pick("kiosk", "kiosk", "grocery"), status=pick("active", "active", "closed"), route=f"route/{route}", turnover_minor=pick(None, 500), currency="EUR"),
        lambda: a_set(visit, "visit", visits, **at, route=f"route/{route}", started_at=1_795_400_000_000 + n, ended_at=1_795_400_300_000, outcome=pick("done", "skipped"), distance_m=pick(None, 20, 900)),
        lambda: of_visit("stock_count", sku, sku=sku, state_on_exit=pick("on_shelf", "out", None), on_shelf=pick(None, 0, 4), back_room=pick(None, 2), cause=pick(None, "void")),
        lambda: of_visit("sell_out_count", sku, sku=sku, units=pick(None, 5, -2), opening=pick(None, 10), received=pick(None, 5), closing=pick(None, 6), since_on=pick(None, day(9), day(25))),
        lambda: of_visit("pop_placement", "pop_item/poster", pop_item="pop_item/poster", state=pick("placed", "standing", "missing", None)),
        lambda: of_visit("promo_check", "promo/cool", promo="promo/cool", elements={"price": pick("ok", "missing"), "tag": pick("ok", "missing", "not_applicable")}),
        lambda: of_visit("price_check", sku, sku=sku, price_minor=pick(None, 120, 150), currency="EUR"),
        lambda: of_visit("attitude", level=pick(0, 2, 4)),
        lambda: a_set(f"plan_line/pop{shop[-1]}", "plan_line", f"route:{route}", plan="p", what="pop", pop_item="pop_item/poster", units=pick(1, 3), **owed),
        lambda: a_set(f"plan_line/promo{shop[-1]}", "plan_line", f"route:{route}", plan="p", what="promo", promo="promo/cool", **owed),
        lambda: a_set(f"sell_in/{shop[-1]}{n}", "sell_in", "office:sales", **at, sku=sku, units=pick(6, 12, -3), amount_minor=pick(None, 700), currency=pick("EUR", "CNY"), delivered_on=day(n + 1)),
        lambda: a_set(f"01999999-0001-7000-8000-00000000{n:04}", "feedback", visits, **at, voice=pick("retailer", "tallyman"), theme="price", text="x"),
        lambda: a_set(f"01999999-0002-7000-8000-00000000{n:04}", "competitor_sighting", visits, **at, brand="competitor/zest", what=pick("price", "promo"), price_minor=pick(None, 90), currency="EUR"),
        lambda: a_set(f"01999999-0003-7000-8000-{chance.randrange(10**12):012}", "promo_spend", visits, **at, plan_line=f"plan_line/promo{shop[-1]}", amount_minor=pick(50, 900), currency="EUR", budget_line="budget_line/fees"),
        lambda: a_set(f"01999999-0004-7000-8000-{chance.randrange(10**12):012}", "gift_movement", visits, **at, gift="gift/glass", units=pick(1, 9), direction=pick("issued", "given", "returned")),
    )()  # fmt: skip
