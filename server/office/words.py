"""The desk's words in every language; a sentence is whole, with named places for what varies."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from flask import g, has_request_context, request

from server.errors import spoken_language
from sync.fields import LANGUAGES, Words

FOLDER = Path(__file__).parent / "messages"
LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN"}


@lru_cache(maxsize=len(LANGUAGES))
def words_in(tongue: str) -> dict[str, Any]:
    """Every message of a language by its key."""
    return json.loads((FOLDER / f"{tongue}.json").read_text())


@lru_cache(maxsize=len(LANGUAGES))
def locale_of(tongue: str) -> Locale:
    """How dates and numbers are written in a language."""
    return Locale.parse(LOCALES[tongue])


def language() -> str:
    """The language of the page being drawn."""
    if not has_request_context():
        return "en"
    if "desk_language" not in g:
        asked = request.args.get("lang", "")
        g.desk_language = asked if asked in LANGUAGES and g.get("person") is None else spoken_language()
    return g.desk_language


def t(key: str, **places: Any) -> str:
    """The message under a key in the reader's language; a message with plurals chooses by `n`."""
    message = words_in(language())[key]
    if isinstance(message, dict):
        form = locale_of(language()).plural_form(places["n"])
        message = message.get(form) or message["other"]
    return message.format(**places) if places else message


def said(words: Words) -> str:
    """A declared label in the reader's language."""
    return getattr(words, language())
