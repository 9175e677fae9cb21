"""The reference photo of a plan: taken in at the desk, kept among the plans until the plan is released."""

from flask import current_app

from server.access import Person
from server.errors import Problem
from server.field.photos import store_bytes
from server.field.pictures import NotAPicture, TooManyPixels, read_picture
from server.plans.keeping import hand_of
from server.plans.picturing import show


def keep_photo(person: Person, plan: str, data: bytes) -> None:
    """Let a picture be the photo of a draft, small and without metadata. Problem when it is none, or no draft is."""
    try:
        picture = read_picture(data, max_pixels=current_app.extensions["settings"].max_photo_pixels)
    except NotAPicture:
        raise Problem("photo.not_an_image") from None
    except TooManyPixels:
        raise Problem("photo.too_large") from None
    small = picture.copies["large"]
    show(hand_of(person), plan, store_bytes(person.id, small), len(small))
