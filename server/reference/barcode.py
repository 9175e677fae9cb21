"""Barcodes of single pieces: EAN-13, EAN-8 and UPC-A, with their check digit."""

from server.reference.values import Unfit

LENGTHS = (8, 12, 13)


def check_digit(digits: str) -> int:
    """The digit that belongs behind these: weights 3 and 1 from the right, filled up to a ten."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -total % 10


def gtin(cell: str) -> str:
    """The barcode as scanners report it: eight digits, or thirteen (a UPC-A with its leading nought)."""
    digits = cell.replace(" ", "").replace("-", "")
    if "E+" in digits.upper():
        raise Unfit("was rounded by a spreadsheet: format the column as text and export it again")
    if not (digits.isascii() and digits.isdigit()):
        raise Unfit("is not a barcode: it holds more than digits")
    if len(digits) == 14 and digits.startswith("0"):
        digits = digits[1:]
    if len(digits) not in LENGTHS:
        raise Unfit(f"has {len(digits)} digits; a barcode of a piece has 8, 12 or 13 (did a spreadsheet drop noughts?)")
    if int(digits[-1]) != check_digit(digits[:-1]):
        raise Unfit(f"has the check digit {digits[-1]} where {check_digit(digits[:-1])} belongs")
    return digits if len(digits) == 8 else digits.zfill(13)
