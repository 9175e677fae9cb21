"""The people and places that every test knows."""

NOW = 1_795_500_000_000
"""Tuesday, 24 November 2026, 06:00 UTC."""
MINUTE = 60_000
DAY = 24 * 60 * MINUTE
MONTH = "2026-11"

AMINA, BRUNO, ROSA, MIRA, SVEN, ADA = "amina", "bruno", "rosa", "mira", "sven", "ada"
PASSWORD = "correct horse"

PEOPLE = {
    AMINA: "tallyman",
    BRUNO: "tallyman",
    ROSA: "representative",
    MIRA: "marketing",
    SVEN: "sales",
    ADA: "admin",
}

KIOSK, CORNER, BAKERY = "outlet/kiosk", "outlet/corner", "outlet/bakery"
COLA, TEA, WATER = "product/cola", "product/tea", "product/water"

AMINAS_PHONE = "aaaaaaaa-0000-4000-8000-00000000000a"
BRUNOS_PHONE = "bbbbbbbb-0000-4000-8000-00000000000b"


def visit_id(number: int) -> str:
    """The name of a visit, as a phone would make it."""
    return f"01999999-0000-7000-8000-{number:012d}"


def change_id(device: str, number: int) -> str:
    """The name of a change of a device."""
    return f"01888888-{device[:4]}-7000-8000-{number:012d}"
