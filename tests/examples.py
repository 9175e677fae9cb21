"""One record of every kind, as it would be recorded. A kind without an example fails the building tests."""

from tests.cast import AMINA, COLA, KIOSK, NOW, visit_id

VISIT = visit_id(1)
SHA = "a" * 64
NOW_ON = "2026-11-24"
HERE = {"lat_e6": 55_953_251, "lon_e6": -3_188_267, "accuracy_m": 12}

EXAMPLES: dict[str, tuple[str, dict]] = {
    "competitor": ("competitor/zest", {"name": "Zest"}),
    "display": (
        "display/kiosk-1",
        {
            "outlet": KIOSK,
            "display_kind": "shelf",
            "standard": "Two shelves at eye level",
            "facings_agreed": 6,
            "reference": "ab" * 32,
        },
    ),
    "gift": ("gift/cup", {"name": "Cup", "cost_minor": 45, "currency": "EUR"}),
    "must_stock": ("must_stock/A/cola", {"sku": COLA, "outlet_class": "A", "from_on": "2026-01-01"}),
    "outlet": (
        KIOSK,
        {"name": "Kiosk am Tor", "channel": "kiosk", "outlet_class": "A", "position": HERE, "status": "active"},
    ),
    "pop_item": ("pop_item/poster", {"name": "Poster A2", "mount": "pasted", "cost_minor": 120, "currency": "EUR"}),
    "product": (
        COLA,
        {
            "name": "Cola 330 ml",
            "brand": "Brio",
            "gtin": "2000000000015",
            "content": 330,
            "content_unit": "ml",
            "price_minor": 129,
            "currency": "EUR",
            "counted": True,
        },
    ),
    "promoter": ("promoter/lena", {"name": "Lena", "outlet": KIOSK}),
    "question": (
        "question/1",
        {
            "text": "Is there a cooler?",
            "form": "choice",
            "choices": "yes\nno",
            "texts": {"zh": {"text": "有冰柜吗？", "choices": "有\n没有"}},
            "seconds": 3,
        },
    ),
    "rival_product": (
        "rival_product/zest-cola",
        {"name": "Zest Cola", "competitor": "competitor/zest", "content": 300, "content_unit": "ml"},
    ),
    "route": (
        "route/n1",
        {"name": "North 1", "territory": "territory/north", "tallyman": AMINA, "week_a_on": "2026-11-02"},
    ),
    "route_stop": (
        "route_stop/n1/kiosk",
        {"route": "route/n1", "outlet": KIOSK, "position": 1, "weekdays": [1, 4], "weeks": "every"},
    ),
    "territory": ("territory/north", {"name": "North", "region": "Coast"}),
    "plan_line": (
        "plan_line/autumn/kiosk",
        {
            "plan": "autumn",
            "what": "pop",
            "outlet": KIOSK,
            "pop_item": "pop_item/poster",
            "units": 2,
            "due_on": "2026-11-30",
        },
    ),
    "plan": (
        "plan/autumn",
        {
            "name": "Autumn",
            "what": "promotion",
            "horizon": "monthly",
            "state": "draft",
            "from_on": "2026-12-01",
            "until_on": "2026-12-31",
            "budget_minor": 90_000,
            "currency": "EUR",
            "rule": {"classes": ["A"], "regions": ["Coast"], "sold_at_least": 24},
            "sku": COLA,
            "units": 12,
            "elements": {"price": "required"},
            "items": [{"pop_item": "pop_item/poster", "units": 1}],
            "card": "A glass with every four.",
            "quiz": [{"question": "How many for a glass?", "answers": ["two", "four"], "right": 1}],
        },
    ),
    "plan_answer": (
        f"plan_answer/{visit_id(42)}",
        {
            "of": visit_id(42),
            "question": "Until when?",
            "answer": "Until the last day of December.",
            "answered_by": "Mira",
            "of_plan": "plan/autumn",
        },
    ),
    "plan_card": (
        "plan_card/autumn/north",
        {"name": "Autumn", "what": "promotion", "note": "Tag first.", "released_on": NOW_ON, "of_plan": "plan/autumn"},
    ),
    "plan_question": (visit_id(42), {"of_plan": "plan/autumn", "text": "Until when?"}),
    "plan_receipt": (visit_id(43), {"of_plan": "plan/autumn", "read_at": NOW, "answers": [1], "passed": True}),
    "plan_step": (visit_id(44), {"of_plan": "plan/autumn", "act": "send_back", "state": "draft", "why": "No photo."}),
    "target": (
        "target/month/2026-12-01/region/coast",
        {
            "period": "month",
            "from_on": "2026-12-01",
            "until_on": "2026-12-31",
            "level": "region",
            "part": "Coast",
            "units": 12_000,
        },
    ),
    "promo": (
        "promo/autumn",
        {
            "name": "Autumn",
            "from_on": "2026-11-01",
            "until_on": "2026-11-30",
            "elements": {"price": "required", "gift": "not_applicable"},
        },
    ),
    "budget_line": (
        "budget_line/n1-fees",
        {"name": "Display fees", "what": "display_fee", "amount_minor": 50_000, "free_minor": 3_000, "currency": "EUR"},
    ),
    "agreement": (
        visit_id(15),
        {"outlet": KIOSK, "visit": VISIT, "what": "space", "facings": 8, "from_on": "2026-12-01"},
    ),
    "answer": (f"{VISIT}/answer/question/1", {"outlet": KIOSK, "question": "question/1", "value": "yes"}),
    "attitude": (
        f"{VISIT}/attitude",
        {"outlet": KIOSK, "level": 3, "argument": "margin", "promise": "Second shelf", "promise_due_on": "2026-12-01"},
    ),
    "competitor_sighting": (
        visit_id(11),
        {
            "outlet": KIOSK,
            "visit": VISIT,
            "brand": "competitor/zest",
            "what": "price",
            "price_minor": 99,
            "currency": "EUR",
        },
    ),
    "display_check": (
        f"{VISIT}/display_check/display/kiosk-1",
        {
            "outlet": KIOSK,
            "display": "display/kiosk-1",
            "display_kind": "shelf",
            "state_on_entry": "partial",
            "state_on_exit": "as_agreed",
            "facings": 6,
            "category_facings": 20,
        },
    ),
    "feedback": (
        visit_id(12),
        {
            "outlet": KIOSK,
            "visit": VISIT,
            "voice": "retailer",
            "theme": "delivery",
            "text": "Two days late again",
            "urgency": "normal",
        },
    ),
    "gift_movement": (visit_id(13), {"gift": "gift/cup", "outlet": KIOSK, "units": 5, "direction": "given"}),
    "photo": (
        SHA,
        {
            "of": f"{VISIT}/display_check/display/kiosk-1",
            "outlet": KIOSK,
            "visit": VISIT,
            "role": "after",
            "taken_at": NOW,
            "width": 1600,
            "height": 1200,
            "bytes": 180_000,
            "dhash": "00ff00ff00ff00ff",
        },
    ),
    "pop_movement": (visit_id(16), {"pop_item": "pop_item/poster", "units": 20, "direction": "received"}),
    "pop_placement": (
        f"{VISIT}/pop_placement/pop_item/poster",
        {
            "outlet": KIOSK,
            "pop_item": "pop_item/poster",
            "plan_line": "plan_line/autumn/kiosk",
            "mount": "pasted",
            "spot": "door",
            "state": "placed",
        },
    ),
    "price_check": (
        f"{VISIT}/price_check/{COLA}",
        {"outlet": KIOSK, "sku": COLA, "price_minor": 129, "currency": "EUR", "content": 330, "content_unit": "ml"},
    ),
    "promise_check": (
        f"{VISIT}/promise_check/{visit_id(2)}/attitude",
        {"outlet": KIOSK, "promise": f"{visit_id(2)}/attitude", "state": "kept"},
    ),
    "promo_check": (
        f"{VISIT}/promo_check/promo/autumn",
        {"outlet": KIOSK, "promo": "promo/autumn", "elements": {"price": "ok", "tag": "missing"}},
    ),
    "promo_spend": (
        visit_id(14),
        {
            "outlet": KIOSK,
            "plan_line": "plan_line/autumn/kiosk",
            "what": "display_fee",
            "amount_minor": 2_500,
            "currency": "EUR",
        },
    ),
    "promoter_shift": (
        f"{VISIT}/promoter_shift/promoter/lena",
        {"outlet": KIOSK, "promoter": "promoter/lena", "presence": "present", "units_sold": 14},
    ),
    "report": (
        "report/amina/day/2026-11-24",
        {"period": "day", "from_on": "2026-11-24", "until_on": "2026-11-24", "due": 8, "done": 7},
    ),
    "sell_out_count": (
        f"{VISIT}/sell_out_count/{COLA}",
        {"outlet": KIOSK, "sku": COLA, "units": 34, "since_on": "2026-11-10"},
    ),
    "stock_count": (
        f"{VISIT}/stock_count/{COLA}",
        {
            "outlet": KIOSK,
            "sku": COLA,
            "state_on_entry": "on_shelf",
            "state_on_exit": "on_shelf",
            "on_shelf": 4,
            "facings": 2,
        },
    ),
    "visit": (
        VISIT,
        {
            "outlet": KIOSK,
            "route": "route/n1",
            "planned": True,
            "started_at": NOW,
            "started_position": HERE,
            "distance_m": 9,
            "location_status": "near",
        },
    ),
    "attention": (
        "attention/01888888-aaaa-7000-8000-000000000001/0",
        {"change": "01888888-aaaa-7000-8000-000000000001", "problems": [], "state": "open"},
    ),
    "dispute": (
        "dispute/01888888-aaaa-7000-8000-000000000001/0/name",
        {
            "of": KIOSK,
            "field": "name",
            "standing": {"value": "Kiosk"},
            "other": {"value": "Kiosk am Tor"},
            "state": "open",
        },
    ),
    "signal": (
        "signal/visit_too_short-0123456789abcdef01234567",
        {
            "what": "visit_too_short",
            "of": "01888888-aaaa-7000-8000-000000000001",
            "outlet": KIOSK,
            "state": "dismissed",
            "question": "The shop was closed?",
            "asked_at": 1_780_000_000_000,
            "reason": "It closed while he was there.",
        },
    ),
    "disagreement": (
        "disagreement/delivered_not_on_shelf/kiosk/cola/2026-11-20",
        {
            "rule": "delivered_not_on_shelf",
            "owner": "sales",
            "outlet": KIOSK,
            "about": COLA,
            "said": {"delivered_units": 24, "delivered_on": "2026-11-12", "seen": "out", "visits": 2},
            "evidence": [f"{VISIT}/stock_count/{COLA}"],
            "since_on": "2026-11-20",
            "opened_on": "2026-11-20",
            "due_on": "2026-11-27",
            "state": "open",
        },
    ),
    "remark": (visit_id(31), {"of": "disagreement/x", "text": "The driver left it at the back door."}),
    "reply": (
        f"reply/{visit_id(11)}",
        {"of": visit_id(11), "visit": VISIT, "read_by": "Mira", "read_at": NOW, "state": "joined"},
    ),
    "sell_in": (
        "sell_in/r-1",
        {
            "line": "r-1",
            "delivered_on": "2026-11-02",
            "outlet": KIOSK,
            "sku": COLA,
            "units": 24,
            "amount_minor": 2_100,
            "currency": "EUR",
        },
    ),
}

SCOPE_OF = {
    "company": "company",
    "territory": "territory:north",
    "route": "route:n1",
    "visits": "visits:n1:2026-11",
    "person": "person:amina",
    "office": "office:sales",
    "any": "route:n1",
}
