"""What the invented company and its invented rivals sell: catalogue, must-stock lists, POP items, gifts, questions."""

from dataclasses import dataclass

from server.demo.ops import Op, put
from server.reference.barcode import check_digit

CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Article:
    """One product of ours."""

    id: str
    name: str
    brand: str
    category: str
    content: int
    unit: str
    pack: int
    price_minor: int
    stage: str


BRANDS = {
    "Zimbolo": ("soft drinks", "ml", 24, ("Cola", "Cola Zero", "Orange", "Lemon", "Cherry", "Ginger")),
    "Pombly": ("juices", "ml", 12, ("Apple", "Pear", "Apple-Quince", "Carrot", "Tomato")),
    "Tessiwa": ("waters", "ml", 24, ("Still", "Sparkling", "Lime", "Mint")),
    "Mokkari": ("coffee drinks", "ml", 12, ("Black", "Latte", "Vanilla")),
    "Crunzel": ("crisps & snacks", "g", 20, ("Salted", "Paprika", "Vinegar", "Onion")),
}
SIZES = {
    "Zimbolo": ((330, 129), (1500, 219)),
    "Pombly": ((250, 149), (1000, 259)),
    "Tessiwa": ((500, 89), (1500, 119)),
    "Mokkari": ((240, 199),),
    "Crunzel": ((50, 99), (150, 209)),
}
STAGES = {"Mokkari": "introduction", "Pombly": "growth"}
MUST_STOCK_COUNT = {"A": 12, "B": 10, "C": 8}
MUST_STOCK_ORDER = (
    "zimbolo-cola-330",
    "zimbolo-cola-zero-330",
    "zimbolo-orange-330",
    "tessiwa-still-500",
    "crunzel-salted-50",
    "crunzel-paprika-50",
    "pombly-apple-250",
    "zimbolo-cola-1500",
    "mokkari-latte-240",
    "tessiwa-sparkling-500",
    "pombly-pear-250",
    "crunzel-paprika-150",
)
COUNTED = frozenset(MUST_STOCK_ORDER[:5])
HEROES = frozenset({"zimbolo-cola-330", "crunzel-salted-50"})

COMPETITORS = {
    "grauwick": "Grauwick Beverages",
    "ostavena": "Ostavena Foods",
    "brindlemoor": "Brindlemoor & Daughters",
}
RIVALS = {
    "grauwick": (
        "Fizzwick",
        "soft drinks",
        "ml",
        330,
        119,
        ("Cola", "Cola Light", "Orange", "Lime", "Cherry", "Tonic", "Root"),
    ),
    "ostavena": (
        "Ostavel",
        "juices",
        "ml",
        250,
        155,
        ("Apple", "Pear", "Berry", "Beetroot", "Spring Water", "Iced Coffee"),
    ),
    "brindlemoor": (
        "Krackamoor",
        "crisps & snacks",
        "g",
        50,
        95,
        ("Plain", "Pepper", "Cheese", "Onion", "Nuts", "Sticks", "Rings"),
    ),
}

POP_ITEMS = {
    "poster-summer": ("Poster “Cold as the Tamble”", "pasted", 120),
    "hanger-cola": ("Ceiling hanger Zimbolo", "hung", 180),
    "stand-crunzel": ("Floor stand Crunzel", "stood", 1450),
    "wobbler-new": ("Shelf wobbler “New: Mokkari”", "pasted", 60),
}
GIFTS = {"glass": ("Zimbolo glass", 90), "bag": ("Crunzel tote bag", 140)}
QUESTIONS = {
    "cooler": ("Is our cooler switched on?", "choice", "yes\nno\nno cooler here", 3),
    "price-list": ("Which price list hangs at the till?", "choice", "this year's\nlast year's\nnone", 5),
}
QUESTIONS_IN_CHINESE = {
    "cooler": {"text": "我们的冰柜开着吗？", "choices": "开着\n没开\n店内没有冰柜"},
    "price-list": {"text": "收银台旁贴的是哪一版价目表？", "choices": "今年的\n去年的\n没有"},
}


def articles() -> list[Article]:
    """All forty products of ours."""
    return [
        Article(
            f"product/{brand}-{flavour}-{content}".lower().replace(" ", "-"),
            f"{brand} {flavour} {content} {unit}",
            brand,
            category,
            content,
            unit,
            pack,
            price_minor,
            STAGES.get(brand, "maturity"),
        )
        for brand, (category, unit, pack, flavours) in BRANDS.items()
        for flavour in flavours
        for content, price_minor in SIZES[brand]
    ][:40]


def barcode(block: int, number: int) -> str:
    """An EAN-13 of the range that GS1 leaves for use inside a company."""
    digits = f"2{block:02}{number:09}"
    return f"{digits}{check_digit(digits)}"


def must_stock(outlet_class: str) -> list[str]:
    """The products that outlets of a class shall carry, the surest sellers first."""
    return [f"product/{name}" for name in MUST_STOCK_ORDER[: MUST_STOCK_COUNT[outlet_class]]]


def rival_products() -> list[str]:
    """The names of all twenty products of the rivals."""
    return [op["record"] for op in _rival_ops() if op["kind"] == "rival_product"]


def catalogue_ops(from_on: str) -> list[Op]:
    """Everything of the catalogue; lists and questions hold from a day on."""
    products = [_product(number, each) for number, each in enumerate(articles(), start=1)]
    return [*products, *_rival_ops(), *_must_stock_ops(from_on), *_material_ops(), *_question_ops(from_on)]


def _must_stock_ops(from_on: str) -> list[Op]:
    return [
        put(
            f"must_stock/{letter.lower()}-{tail}",
            "company",
            sku=f"product/{tail}",
            outlet_class=letter,
            from_on=from_on,
        )
        for letter, count in MUST_STOCK_COUNT.items()
        for tail in MUST_STOCK_ORDER[:count]
    ]


def _material_ops() -> list[Op]:
    items = [
        put(f"pop_item/{tail}", "company", name=name, mount=mount, cost_minor=cost, currency=CURRENCY)
        for tail, (name, mount, cost) in POP_ITEMS.items()
    ]
    gifts = [
        put(f"gift/{tail}", "company", name=name, cost_minor=cost, currency=CURRENCY)
        for tail, (name, cost) in GIFTS.items()
    ]
    return items + gifts


def _question_ops(from_on: str) -> list[Op]:
    return [
        put(
            f"question/{tail}",
            "company",
            text=text,
            form=form,
            choices=choices,
            texts={"zh": QUESTIONS_IN_CHINESE[tail]},
            seconds=seconds,
            from_on=from_on,
        )
        for tail, (text, form, choices, seconds) in QUESTIONS.items()
    ]


def _product(number: int, article: Article) -> Op:
    name = article.id.partition("/")[2]
    return put(
        article.id,
        "company",
        name=article.name,
        brand=article.brand,
        category=article.category,
        gtin=barcode(10, number),
        code=f"{1000 + number}",
        content=article.content,
        content_unit=article.unit,
        pack=article.pack,
        price_minor=article.price_minor,
        currency=CURRENCY,
        life_stage=article.stage,
        counted=name in COUNTED,
        hero=name in HEROES,
    )


def _rival_ops() -> list[Op]:
    ops = [put(f"competitor/{tail}", "company", name=name) for tail, name in COMPETITORS.items()]
    number = 0
    for competitor, (brand, category, unit, content, price_minor, flavours) in RIVALS.items():
        for flavour in flavours:
            number += 1
            ops.append(
                put(
                    f"rival_product/{brand}-{flavour}".lower().replace(" ", "-"),
                    "company",
                    name=f"{brand} {flavour} {content} {unit}",
                    competitor=f"competitor/{competitor}",
                    category=category,
                    gtin=barcode(70, number),
                    content=content,
                    content_unit=unit,
                    price_minor=price_minor,
                    currency=CURRENCY,
                )
            )
    return ops
