"""The desk's words: complete in every language, whole sentences, none missing and none idle."""

import re
from pathlib import Path
from string import Formatter

from server.office.words import words_in

OFFICE = Path(__file__).parents[2] / "server" / "office"
SOURCES = [*OFFICE.glob("*.py"), OFFICE.parent / "digest.py", *OFFICE.glob("templates/office/*.html")]
USED = re.compile(r"""\bt\(\s*f?["']([a-z_]+\.(?:[a-z_0-9]+)?)(\{?)["']?( ~)?""")
KEYS_IN_CODE = re.compile(r'Destination\("[a-z.]+", "([a-z_.]+)"\)')


def places(message) -> set[str]:
    forms = message.values() if isinstance(message, dict) else [message]
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def test_both_languages_have_the_same_messages_with_the_same_places() -> None:
    en, zh = words_in("en"), words_in("zh")

    assert en.keys() == zh.keys()
    assert {key: places(message) for key, message in en.items()} == {
        key: places(message) for key, message in zh.items()
    }


def test_no_message_is_empty_or_left_in_english() -> None:
    for key, message in words_in("zh").items():
        forms = message.values() if isinstance(message, dict) else [message]
        assert all(forms), key
        if key not in ("figure.n", "position.exact"):
            assert any("\u3000" <= sign <= "\uffef" or "一" <= sign <= "鿿" for form in forms for sign in form), key


def test_every_key_that_is_used_exists_and_every_message_is_used() -> None:
    whole, openings = set(), set()
    for source in SOURCES:
        text = source.read_text()
        whole |= set(KEYS_IN_CODE.findall(text))
        for key, brace, joined in USED.findall(text):
            (openings if brace or joined or key.endswith(".") else whole).add(key)

    messages = set(words_in("en"))
    assert whole - messages == set()
    assert {key for key in messages - whole if not key.startswith(tuple(openings))} == set()


def test_templates_never_let_data_through_unescaped() -> None:
    for source in SOURCES:
        assert not re.search(r"\|\s*safe\b|Markup\(|autoescape false", source.read_text()), source
