"""Signals at the desk: seen by who supervises, asked about before they are judged, laid aside with a reason."""

import re

import pytest
from flask import Flask

from server.access import add_person
from tests.cast import AMINA, AMINAS_PHONE, MONTH, NOW, PASSWORD, ROSA, visit_id
from tests.given import a_set, phone, record
from tests.office.given import MONA, csrf_in, signed_in, text_of

FAR = visit_id(20)
OUTLET = "outlet/north"


@pytest.fixture
def far(app: Flask) -> Flask:
    """Amina began a visit four kilometres away."""
    amina = phone(app, AMINA, AMINAS_PHONE)
    amina.n = 60
    place = {"lat_e6": 50_000_000, "lon_e6": 7_000_000, "accuracy_m": 20}
    fields = {"outlet": OUTLET, "started_at": NOW, "started_position": place, "distance_m": 4_000}
    assert amina.verdicts(amina.change(a_set(FAR, "visit", **fields, location_status="far"))) == ["accepted"]
    return app


def the_signal(page: str) -> str:
    return re.search(r"/office/signals/(signal/position_mismatch-[0-9a-f]+)", page).group(1)


def act(app: Flask, person: str, act: str, text: str = ""):
    client = signed_in(app, person)
    page = text_of(client, "/office/signals?state=" + ("dismissed" if act == "reopen" else "open"))
    return client.post(
        f"/office/signals/{the_signal(page)}", data={"csrf": csrf_in(page), "act": act, "text": text}
    ), the_signal(page)


def test_a_signal_stands_with_its_evidence_in_neutral_words(far: Flask) -> None:
    page = text_of(signed_in(far, ROSA), "/office/signals")

    assert page.count('data-testid="signal"') == 1
    assert "A signal is no verdict" in page
    assert "At least 3,980 m" in page
    assert f"/office/visit/{FAR}" in page
    assert 'data-testid="state-open" aria-current="true">open <span class="owner">1</span>' in page


def test_the_person_is_asked_on_the_phone_and_answers_before_anybody_judges(far: Flask) -> None:
    told, signal = act(far, ROSA, "ask", "Was the pin wrong?")

    assert told.status_code == 303
    assert record(far, f"reply/{FAR}").fields["text"] == "Was the pin wrong?"
    assert record(far, f"reply/{FAR}").scope == f"visits:n1:{MONTH}"
    kept = record(far, signal)
    assert (kept.scope, kept.fields["state"]) == ("person:amina", "asked")
    amina = phone(far, AMINA, AMINAS_PHONE)
    amina.n = 80
    said = {"outlet": OUTLET, "voice": "tallyman", "text": "The pin stands on the old shop."}
    assert amina.verdicts(amina.change(a_set(visit_id(21), "feedback", **said), at=NOW + 700_000)) == ["accepted"]
    page = text_of(signed_in(far, MONA), "/office/signals?state=asked")
    assert "The pin stands on the old shop." in page


def test_a_signal_is_laid_aside_with_a_reason_and_taken_up_again(far: Flask) -> None:
    assert act(far, MONA, "dismiss")[0].status_code == 400
    told, signal = act(far, MONA, "dismiss", "The pin was moved.")
    assert told.status_code == 303

    assert 'data-testid="signal"' not in text_of(signed_in(far, MONA), "/office/signals")
    assert "The pin was moved." in text_of(signed_in(far, MONA), "/office/signals?state=dismissed")
    assert act(far, MONA, "reopen")[0].status_code == 303
    assert record(far, signal).fields["state"] == "open"


def test_signals_are_for_supervisors_of_the_own_territory_only(far: Flask) -> None:
    with far.app_context():
        add_person("ravi", "Ravi", "representative", PASSWORD, territory="south")
    page = text_of(signed_in(far, ROSA), "/office/signals")
    ravi = signed_in(far, "ravi")

    assert 'data-testid="signal"' not in text_of(ravi, "/office/signals")
    form = {"csrf": csrf_in(text_of(ravi, "/office/signals")), "act": "dismiss", "text": "x"}
    assert ravi.post(f"/office/signals/{the_signal(page)}", data=form).status_code == 404
    assert signed_in(far, "mira").get("/office/signals").status_code == 403
