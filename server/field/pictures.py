"""Whether bytes are a picture we keep, and the smaller copies that are shown instead of them."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
SIZES = {"large": 1_600, "thumb": 360}
FOREIGN = (b"<script", b"<html", b"<svg", b"<?php", b"<!doctype")
_ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}


class NotAPicture(Exception):
    """The bytes are no JPEG, PNG or WebP picture, or carry something else along."""


class TooManyPixels(Exception):
    """The picture would unpack to more than is allowed."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was decoded, with its copies as JPEG without any metadata."""

    width: int
    height: int
    copies: dict[str, bytes]


def read_picture(data: bytes, *, max_pixels: int) -> Picture:
    """The picture in some bytes; its size is looked at before anything is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            width, height = image.size
            if width * height > max_pixels:
                raise TooManyPixels
            _refuse_stowaways(data, image.format or "")
            image.load()
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (TooManyPixels, NotAPicture):
        raise
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except Exception as error:
        # Pillow's decoders raise nearly anything on hostile bytes.
        raise NotAPicture from error
    return Picture(width, height, {name: _copy(upright, edge) for name, edge in SIZES.items()})


def _refuse_stowaways(data: bytes, form: str) -> None:
    end = _ENDS.get(form)
    if end is not None and not data.rstrip(b"\0").endswith(end):
        raise NotAPicture
    if form == "WEBP" and int.from_bytes(data[4:8], "little") + 8 not in (len(data), len(data) - 1):
        raise NotAPicture
    lower = data.lower()
    if any(mark in lower for mark in FOREIGN):
        raise NotAPicture


def _copy(image: Image.Image, edge: int) -> bytes:
    smaller = image.copy()
    smaller.thumbnail((edge, edge))
    clean = Image.new("RGB", smaller.size)
    clean.paste(smaller)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
