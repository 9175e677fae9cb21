"""What waits for somebody is seen by who minds it, and says nothing of what they may not read."""

import re

from flask import Flask

from tests.cast import ADA, AMINA, AMINAS_PHONE, BRUNO, BRUNOS_PHONE, ROSA, visit_id
from tests.given import a_set, phone
from tests.office.given import MONA, NASTY, signed_in, text_of


def refused(app: Flask, person: str, device: str, scope: str) -> None:
    """A change that cannot be taken: a count beyond all measure."""
    sender = phone(app, person, device)
    sender.n = 50
    record = f"{visit_id(60)}/stock_count/product/{NASTY}"
    op = a_set(record, "stock_count", scope, outlet="outlet/north", sku="product/cola", on_shelf=10**9)
    assert sender.verdicts(sender.change(op)) == ["quarantined"]


def test_a_change_that_was_not_taken_waits_with_a_plain_sentence_and_its_payload_as_text(app: Flask) -> None:
    refused(app, AMINA, AMINAS_PHONE, "visits:n1:2026-11")

    page = text_of(signed_in(app, MONA), "/office/attention")

    assert page.count('data-testid="kept"') == 1
    assert "Amina" in page
    assert "1000000000" in page
    assert NASTY not in page


def test_a_payload_about_a_scope_the_reader_may_not_see_is_not_shown(app: Flask) -> None:
    refused(app, AMINA, AMINAS_PHONE, "person:bruno")

    page = text_of(signed_in(app, ADA), "/office/attention")

    assert 'data-testid="kept"' in page
    assert "What was sent is not shown" in page
    assert "1000000000" not in page


def test_a_representative_sees_what_waits_for_the_own_tallymen_only(app: Flask) -> None:
    refused(app, BRUNO, BRUNOS_PHONE, "visits:n2:2026-11")

    assert 'data-testid="kept"' not in text_of(signed_in(app, ROSA), "/office/attention")


def test_what_was_repaired_is_on_a_list_of_its_own(app: Flask) -> None:
    refused(app, AMINA, AMINAS_PHONE, "visits:n1:2026-11")

    assert 'data-testid="kept"' not in text_of(signed_in(app, MONA), "/office/attention?kept=repaired")


def test_phones_say_what_they_made_and_what_is_missing(app: Flask) -> None:
    amina = phone(app, AMINA, AMINAS_PHONE)
    amina.n = 9
    amina.exchange(
        amina.change(a_set(visit_id(70), "visit", outlet="outlet/north")), made=10, unsent=0, photos_unsent=2
    )

    page = text_of(signed_in(app, MONA), "/office/devices")

    row = re.search(r"<tr>\s*<th scope=\"row\">Amina</th>.*?</tr>", page, re.S).group(0)
    assert ">10<" in row
    assert "<strong>5</strong>" in row
