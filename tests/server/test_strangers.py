"""To a stranger, what is somebody else's looks like what is not there. Generated from the route table."""

import re
from hashlib import sha256

import pytest
from flask import Flask

from server.access import add_person, sign_in
from server.ledger import the_ledger
from server.saved import save
from tests.cast import AMINA, AMINAS_PHONE, BRUNO, BRUNOS_PHONE, KIOSK, MONTH, NOW, PASSWORD, visit_id
from tests.given import OFFICE, Phone, a_set, phone
from tests.server.test_photos import TUS, announce, jpeg, send

PICTURE = jpeg()
DIGEST = sha256(PICTURE).hexdigest()
VISIT, NO_VISIT = visit_id(1), visit_id(999)


@pytest.fixture
def foreign(app: Flask) -> dict[str, tuple[dict, dict]]:
    """For every endpoint with an id: ids that exist and are Amina's, and ids that never were."""
    amina = phone(app, AMINA, AMINAS_PHONE)
    place = announce(amina, PICTURE).headers["Location"].rpartition("/")[2]
    send(amina, f"/api/v1/photos/{place}", PICTURE, 0)
    visits = f"visits:n1:{MONTH}"
    amina.exchange({"id": "not a change"})
    amina.exchange(
        amina.change(a_set(VISIT, "visit", visits, outlet=KIOSK, started_at=NOW)),
        amina.change(a_set(DIGEST, "photo", visits, of=VISIT, visit=VISIT, outlet=KIOSK)),
    )
    with app.app_context():
        many = [a_set(f"outlet/n1-{i:03}", "outlet", "route:n1", name=f"Outlet {i}") for i in range(600)]
        the_ledger().write(OFFICE, [*many, a_set(KIOSK, "outlet", "route:n1", name="Kiosk")])
        differs = {
            "rule": "pop_not_standing",
            "owner": "sales",
            "about": "plan_line/x",
            "since_on": "2026-11-01",
            "opened_on": "2026-11-01",
            "due_on": "2026-11-08",
            "state": "open",
        }
        the_ledger().write(OFFICE, [a_set("disagreement/known", "disagreement", "office:sales", **differs)])
        promised = {"name": "Known", "what": "promotion", "state": "draft"}
        the_ledger().write(OFFICE, [a_set("plan/known", "plan", "office:plans", **promised)])
        saved = save("mira", "Mine", "/office/facts/tally")
        add_person("ravi", "Ravi", "representative", PASSWORD, territory="south")
        app.extensions["projector"].catch_up()
    told = amina.exchange(snapshots=True, have={})["scopes"]
    snapshot = next(part["snapshot"] for part in told if part["id"] == "route:n1").rpartition("/")[2]
    return {
        "photos.ask": ({"upload": place}, {"upload": "0" * 32}),
        "photos.add": ({"upload": place}, {"upload": "0" * 32}),
        "photos.give_up": ({"upload": place}, {"upload": "0" * 32}),
        "photos.show": ({"digest": DIGEST, "record": VISIT}, {"digest": "0" * 64, "record": VISIT}),
        "snapshots.snapshot": ({"scope": "route:n1", "token": snapshot}, {"scope": "route:zz", "token": snapshot}),
        "office.record": ({"record": VISIT}, {"record": NO_VISIT}),
        "office.visit": ({"visit": VISIT}, {"visit": NO_VISIT}),
        "office.settle_dispute": ({"dispute": VISIT}, {"dispute": NO_VISIT}),
        "office.answer_signal": ({"signal": "signal/visit_too_short-0"}, {"signal": "signal/none"}),
        "office.review_deposit": ({"deposit": "deposit-1"}, {"deposit": "deposit-99"}),
        "office.disagreement": ({"record": "disagreement/known"}, {"record": "disagreement/none"}),
        "office.answer_disagreement": ({"record": "disagreement/known"}, {"record": "disagreement/none"}),
        **{
            f"office.{endpoint}": ({"plan": "known"}, {"plan": "none"})
            for endpoint in ("plan", "save_plan", "act_on_plan", "say_of_plan", "show_plan", "copy_plan", "plan_lines")
        },
        "office.sort_item": ({"item": VISIT}, {"item": NO_VISIT}),
        "office.answer_record": ({"record": VISIT}, {"record": NO_VISIT}),
        "office.budget": ({"line": "budget_line/known"}, {"line": "budget_line/none"}),
        "office.change_budget": ({"line": "budget_line/known"}, {"line": "budget_line/none"}),
        "office.question": ({"question": "question/known"}, {"question": "question/none"}),
        "office.change_question": ({"question": "question/known"}, {"question": "question/none"}),
        "office.open_saved": ({"saved": saved}, {"saved": "no-such-view"}),
        "office.change_saved": ({"saved": saved}, {"saved": "no-such-view"}),
        "office.outlet": ({"outlet": KIOSK}, {"outlet": "outlet/none"}),
    }


NAMES = {"department", "name", "kind", "filename"}
"""What stands in an address but names no record of anybody: a department, a view, a kind, a file of the desk."""


def test_every_endpoint_with_an_id_is_in_the_table(app: Flask, foreign) -> None:
    with_ids = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments - NAMES}

    assert with_ids == set(foreign)


def told_to(app: Flask, who: Phone, endpoint: str, ids: dict) -> list:
    """Status and body of every method, with ids and request ids masked."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    told = []
    for rule in rules:
        path = re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda match: ids[match[1]], rule.rule)
        for method in sorted(rule.methods - {"OPTIONS"}):
            headers = {**who.headers, **TUS, "Upload-Offset": "0"}
            answer = who.client.open(
                path, method=method, headers=headers, content_type="application/offset+octet-stream", data=b""
            )
            body = answer.data.decode("latin-1")
            for each in ids.values():
                body = body.replace(each, "ID")
            told.append((method, answer.status_code, re.sub(r"[0-9a-f]{16}", "N", body)))
    return told


@pytest.mark.parametrize("stranger", [BRUNO, "ravi"])
def test_what_is_anothers_is_answered_like_what_never_was(app: Flask, foreign, stranger: str) -> None:
    if stranger == BRUNO:
        who = phone(app, BRUNO, BRUNOS_PHONE)
    else:
        with app.app_context():
            who = Phone(app.test_client(), sign_in("ravi", PASSWORD) or "", "desk/ravi")
    for endpoint, (theirs, none) in foreign.items():
        answers = told_to(app, who, endpoint, theirs)
        assert answers == told_to(app, who, endpoint, none), endpoint
        assert all(status in (403, 404, 302) for _, status, _ in answers), (endpoint, answers)


def test_their_owner_does_see_them(app: Flask, foreign) -> None:
    amina = phone(app, AMINA, AMINAS_PHONE)

    for endpoint in ("photos.show", "photos.ask", "snapshots.snapshot"):
        get = [
            status
            for method, status, _ in told_to(app, amina, endpoint, foreign[endpoint][0])
            if method in ("GET", "HEAD")
        ]
        assert set(get) == {200}, endpoint


def test_nothing_of_another_scope_is_in_anything_a_stranger_is_told(app: Flask, foreign) -> None:
    bruno = phone(app, BRUNO, BRUNOS_PHONE)
    guess = {"route:n1": "e1.1.", f"visits:n1:{MONTH}": "e1.1.", "person:amina": "e1.0.", "office:sales": "e1.1."}
    steal = bruno.change({"op": "move", "record": KIOSK, "scope": "route:n2"})
    write = bruno.change(a_set(KIOSK, "outlet", "route:n2", name="Mine now"))
    erase = bruno.change({"op": "retire", "record": KIOSK})

    told = bruno.exchange(steal, write, erase, have=guess)

    assert sorted(told["drop"]) == sorted(guess)
    assert [each["verdict"] for each in told["verdicts"]] == ["quarantined"] * 3
    text = str([told["scopes"], told["verdicts"]])
    assert "n1" not in text.replace(f"visits:n1:{MONTH}", "visits:n1")
    assert '"Kiosk"' not in text
    assert "'Kiosk'" not in text
