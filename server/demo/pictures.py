"""Small photos that look like a shelf through a cheap lens, drawn so that no two are alike."""

import io
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (480, 360)
COLOURS = ("#b3202a", "#1f5fa8", "#e3a21a", "#2f8f4e", "#6b3fa0", "#d9601f", "#f2efe6", "#20242b")


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG and what its record says of it."""

    jpeg: bytes
    width: int
    height: int
    dhash: str


def shelf(random: Random, emptiness: float) -> Picture:
    """A shelf of which a share is empty."""
    image = Image.new("RGB", SIZE, _tint(random, 90, 200))
    draw = ImageDraw.Draw(image)
    boards = random.randint(2, 4)
    for board in range(boards):
        _draw_board(draw, random, board * SIZE[1] // boards, SIZE[1] // boards, emptiness)
    _light(image, random)
    return _picture(image.filter(ImageFilter.GaussianBlur(0.6)))


def receipt(random: Random) -> Picture:
    """A slip of paper on a counter."""
    image = Image.new("RGB", SIZE, _tint(random, 40, 140))
    draw = ImageDraw.Draw(image)
    left, width = random.randint(60, 200), random.randint(120, 200)
    draw.rectangle((left, 15, left + width, SIZE[1] - random.randint(10, 120)), fill="#f6f3ea")
    for line in range(30, 230, 14):
        draw.line((left + 12, line, left + random.randint(40, width - 10), line), fill="#555555", width=2)
    _light(image, random)
    return _picture(image)


def signature(random: Random) -> Picture:
    """A name written on the glass with a finger."""
    image = Image.new("RGB", SIZE, "#ffffff")
    draw = ImageDraw.Draw(image)
    x, y = 60, 180
    for _ in range(28):
        to = (x + random.randint(-6, 26), 180 + random.randint(-70, 70))
        draw.line((x, y, *to), fill="#10141c", width=4)
        x, y = to
    return _picture(image)


def _draw_board(draw: ImageDraw.ImageDraw, random: Random, top: int, height: int, emptiness: float) -> None:
    x = random.randint(-20, 10)
    while x < SIZE[0]:
        colour, width = random.choice(COLOURS), random.randint(22, 52)
        for _ in range(random.randint(1, 5)):
            if random.random() > emptiness:
                draw.rounded_rectangle((x, top + height // 6, x + width - 3, top + height - 14), 5, fill=colour)
                draw.rectangle((x + 4, top + height // 2, x + width - 8, top + height // 2 + 8), fill="#f8f8f4")
            x += width
    draw.rectangle((0, top + height - 12, SIZE[0], top + height), fill="#d8d4c8")
    for tag in range(10, SIZE[0], random.randint(50, 80)):
        draw.rectangle((tag, top + height - 11, tag + 26, top + height - 2), fill="#fff4b0")


def _light(image: Image.Image, random: Random) -> None:
    """Patches of light and shade, as lamps and windows throw them; they keep likeness hashes apart."""
    patches = Image.frombytes("L", (6, 5), random.randbytes(30)).resize(SIZE, Image.Resampling.BICUBIC)
    image.paste(
        Image.composite(Image.new("RGB", SIZE, "#ffffff"), Image.new("RGB", SIZE, "#101010"), patches),
        mask=patches.point(lambda _: 120),
    )


def _tint(random: Random, least: int, most: int) -> tuple[int, int, int]:
    return random.randint(least, most), random.randint(least, most), random.randint(least, most)


def _picture(image: Image.Image) -> Picture:
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=72)
    return Picture(kept.getvalue(), *image.size, dhash(image))


def dhash(image: Image.Image) -> str:
    """The 64-bit difference hash: for each of 8 × 8 spots, whether it is brighter than its right neighbour."""
    small = image.convert("L").resize((9, 8), Image.Resampling.BILINEAR).tobytes()
    bits = "".join(
        "1" if small[row * 9 + column] > small[row * 9 + column + 1] else "0" for row in range(8) for column in range(8)
    )
    return f"{int(bits, 2):016x}"
