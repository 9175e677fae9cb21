"""EAN-13 as it is printed: bars by the tables of the standard, photographed askew."""

import io
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
EVEN = tuple("".join("10"[int(bit)] for bit in reversed(each)) for each in ODD)
RIGHT = tuple("".join("10"[int(bit)] for bit in each) for each in ODD)
FIRST = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")
MODULE = 3


def bars(digits: str) -> str:
    """Ones are ink: guard, six digits, middle, six digits, guard."""
    left = "".join(
        (ODD if form == "O" else EVEN)[int(digit)]
        for digit, form in zip(digits[1:7], FIRST[int(digits[0])], strict=True)
    )
    right = "".join(RIGHT[int(digit)] for digit in digits[7:])
    return f"101{left}01010{right}101"


def photographed(digits: str, folder: Path, turn: float = 4, blur: float = 0.8) -> Path:
    """A JPEG of a pack with that code, a little turned and out of focus."""
    chance = random.Random(digits)
    ink = bars(digits)
    label = Image.new("RGB", (len(ink) * MODULE + 80, 240), "#f7f4ec")
    pen = ImageDraw.Draw(label)
    for place, bit in enumerate(ink):
        if bit == "1":
            pen.rectangle((40 + place * MODULE, 25, 40 + (place + 1) * MODULE - 1, 200), fill="#181818")
    scene = Image.new("RGB", (1000, 760), tuple(chance.randrange(120, 200) for _ in range(3)))
    turned = label.rotate(turn, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=scene.getpixel((0, 0)))
    scene.paste(turned, (chance.randrange(100, 400), chance.randrange(80, 300)))
    out = io.BytesIO()
    scene.filter(ImageFilter.GaussianBlur(blur)).save(out, "JPEG", quality=80)
    path = folder / f"{digits}.jpg"
    path.write_bytes(out.getvalue())
    return path
