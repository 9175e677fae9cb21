"""Saved views and the letters that tell of them: kept, shared, sent once a day, no wider than their reader may read."""

import email
import socketserver
import threading
from email import policy
from pathlib import Path

import pytest
from flask import Flask

from server.digest import send_digests
from server.mail import is_address, letter, send
from server.saved import change, find_saved, save, saved_by
from server.settings import Settings
from tests.cast import ADA, DAY, MIRA, ROSA, SVEN
from tests.given import Clock
from tests.office.given import elsewhere, sent, signed_in, staffed, text_of, trade, visited

SHELF = "/office/sales/out_of_stock?from=2026-11-20&to=2026-11-24&outlet_class=A&page=3"


def only(app: Flask, person: str):
    with app.app_context():
        (found,) = saved_by(person)
    return found


def letters(app: Flask) -> list[email.message.EmailMessage]:
    box = app.extensions["settings"].data / "outbox"
    return [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(box.glob("*.eml"))]


def test_a_view_is_saved_with_its_filters_and_without_the_days_unless_they_shall_stay(app: Flask) -> None:
    mira = signed_in(app, MIRA)

    sent(mira, "saved", "saved", title="A shops", address=SHELF)
    assert only(app, MIRA).address == "/office/sales/out_of_stock?outlet_class=A"
    sent(mira, "saved", f"saved/{only(app, MIRA).id}", act="forget")
    sent(mira, "saved", "saved", title="A shops", address=SHELF, keep_days="yes")

    found = only(app, MIRA)
    assert found.address == "/office/sales/out_of_stock?from=2026-11-20&to=2026-11-24&outlet_class=A"
    answer = mira.get(f"/office/saved/{found.id}")
    assert answer.headers["Location"] == found.address
    assert "A shops" in text_of(mira, "/office/saved")


@pytest.mark.parametrize(
    "address", ["https://evil.example/office/", "//evil.example/office/x", "/api/v1/x", "/office/\\..", ""]
)
def test_nothing_but_an_address_of_the_desk_is_saved(app: Flask, address: str) -> None:
    assert sent(signed_in(app, MIRA), "saved", "saved", title="x", address=address).status_code == 400


def test_a_link_opens_for_others_only_once_it_is_shared(app: Flask) -> None:
    mira, sven = signed_in(app, MIRA), signed_in(app, SVEN)
    sent(mira, "saved", "saved", title="A shops", address=SHELF)
    found = only(app, MIRA)

    assert sven.get(f"/office/saved/{found.id}").status_code == 404
    sent(mira, "saved", f"saved/{found.id}", is_shared="yes")

    assert sven.get(f"/office/saved/{found.id}").status_code == 302
    assert f"/office/saved/{found.id}" in text_of(mira, "/office/saved")
    assert sent(sven, "saved", f"saved/{found.id}", act="forget").status_code == 404


@pytest.mark.parametrize("mail", ["", "mira", "mira@x@y", "a b@example.com", "x@example.com\nBcc: y@example.com"])
def test_a_wrong_mail_address_is_told_and_nothing_is_kept(app: Flask, mail: str) -> None:
    mira = signed_in(app, MIRA)
    sent(mira, "saved", "saved", title="A shops", address=SHELF)
    found = only(app, MIRA)

    answer = sent(mira, "saved", f"saved/{found.id}", every="day", mail=mail)

    assert answer.status_code == 422
    assert 'data-testid="wrong"' in answer.get_data(as_text=True)
    assert only(app, MIRA).every == ""


def subscribed(app: Flask, person: str, title: str, address: str, every: str = "day") -> str:
    with app.app_context():
        record = save(person, title, address)
        assert record
        assert change(person, record, every=every, mail=f"{person}@example.com")
    return record


@pytest.fixture(params=["sqlite", "postgresql"])
def either_desk(request, make_app):
    """The desk of a small company on each store."""
    from tests.stores import new_database

    url = new_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else ""
    made = make_app(database_url=url, public_url="https://tally.example/")
    staffed(made)
    trade(made)
    visited(made)
    elsewhere(made)
    return made


def told(app: Flask) -> int:
    with app.app_context():
        return send_digests(app)


def test_the_digest_tells_figures_once_a_day_in_one_letter(either_desk: Flask, clock: Clock) -> None:
    subscribed(either_desk, SVEN, "Shelves", "/office/sales/out_of_stock?outlet_class=A")
    subscribed(either_desk, SVEN, "The tally", "/office/facts/tally")

    assert (told(either_desk), told(either_desk)) == (1, 0)
    (first,) = letters(either_desk)
    clock.now += DAY
    assert told(either_desk) == 1

    text = first.get_content()
    assert first["To"] == "sven@example.com"
    assert "2 saved views" in first["Subject"]
    assert "Out-of-stock rate: 50.0%" in text
    assert "n = 2" in text
    assert "https://tally.example/office/sales/out_of_stock?outlet_class=A" in text
    assert "Units on the shelf" in text


def test_weekly_letters_go_on_mondays(app: Flask, clock: Clock) -> None:
    subscribed(app, SVEN, "Shelves", "/office/facts/tally", every="week")

    assert told(app) == 0  # a Tuesday
    clock.now += 6 * DAY
    assert told(app) == 1


def test_a_letter_never_tells_more_than_its_reader_may_read(app: Flask) -> None:
    subscribed(app, ROSA, "Mine", "/office/sales/out_of_stock")
    subscribed(app, ROSA, "Not mine", "/office/marketing/price_ladder")

    told(app)

    (text,) = [each.get_content() for each in letters(app)]
    assert "Out-of-stock rate: 100.0%" in text
    assert "Price" not in text


def test_a_letter_is_written_in_the_language_of_its_reader(app: Flask) -> None:
    from server.access import set_language

    subscribed(app, ADA, "货架", "/office/sales/out_of_stock")
    with app.app_context():
        set_language(ADA, "zh")

    told(app)

    (one,) = letters(app)
    assert "缺货率" in one.get_content()
    assert "已保存视图" in one["Subject"]


def test_what_could_not_be_sent_is_tried_again(make_app, clock: Clock) -> None:
    app = make_app(smtp_url="smtp://127.0.0.1:1")
    staffed(app)
    record = subscribed(app, SVEN, "Shelves", "/office/facts/tally")

    assert told(app) == 0
    with app.app_context():
        assert find_saved(record).sent_on == ""


class Postman(socketserver.StreamRequestHandler):
    """Enough of SMTP to take one letter."""

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    body += self.rfile.readline()
                self.server.taken.append(body)
            self.say({"QUIT": "221 bye", "DATA": "250 taken"}.get(verb, "250 well"))
            if verb == "QUIT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


def test_a_letter_goes_by_smtp_where_a_server_is_set(tmp_path: Path) -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), Postman) as office:
        office.taken = []
        threading.Thread(target=office.serve_forever, daemon=True).start()
        settings = Settings(data=tmp_path, smtp_url=f"smtp://127.0.0.1:{office.server_address[1]}")
        send(settings, letter(settings, "mira@example.com", "Figures\r\nBcc: x@example.com", "缺货率 5 %"))
        office.shutdown()

    (body,) = office.taken
    taken = email.message_from_bytes(body.removesuffix(b"\r\n.\r\n"), policy=policy.default)
    assert taken["Subject"] == "Figures Bcc: x@example.com"
    assert taken["Bcc"] is None
    assert "缺货率" in taken.get_content()
    assert not (tmp_path / "outbox").exists()


def test_addresses_are_told_from_what_is_none() -> None:
    assert is_address("mira.calloway+tally@mail.example.com")
    assert not any(map(is_address, ("", "mira", "a@b@c", "a b@c.de", "<a@b.de>")))
