"""What is printed when the server starts."""

import pytest

from server.demo.cast import CAST
from server.demo.welcome import ABOUT_TLS, address_for_phones, summary

EVERYBODY = [member.id for member in CAST]


def test_the_greeting_names_the_address_the_cast_and_how_phones_come_in():
    text = summary("http://localhost:8000", EVERYBODY, "192.168.7.20")

    assert "Tallyround is at http://localhost:8000" in text
    assert "tally-demo" in text
    assert all(f"  {member.id:<8} {member.role}" in text for member in CAST)
    assert "On a phone in the same network: http://192.168.7.20:8000" in text
    assert "█" in text
    assert all(line in text for line in ABOUT_TLS)
    assert len(ABOUT_TLS) == 3


def test_over_https_nothing_more_is_said_about_certificates():
    assert ABOUT_TLS[0] not in summary("https://localhost:8443", EVERYBODY, "192.168.7.20")


def test_a_store_without_the_cast_names_no_password():
    text = summary("http://localhost:8000", ["eve"], None)

    assert "tally-demo" not in text
    assert "flask seed-demo" in text
    assert "phones cannot reach it" in text


@pytest.mark.parametrize(
    ("url", "lan", "address"),
    [
        ("http://127.0.0.1:8000", "10.1.2.3", "http://10.1.2.3:8000"),
        ("http://0.0.0.0:8000/", "10.1.2.3", "http://10.1.2.3:8000/"),
        ("https://localhost", "10.1.2.3", "https://10.1.2.3"),
        ("http://[::1]:8000", "10.1.2.3", "http://10.1.2.3:8000"),
        ("https://tally.example", "10.1.2.3", "https://tally.example"),
        ("http://localhost:8000", None, None),
    ],
)
def test_phones_get_an_address_that_is_not_only_this_machines_own(url, lan, address):
    assert address_for_phones(url, lan) == address


def test_the_command_greets_on_an_empty_store(make_app):
    result = make_app().test_cli_runner().invoke(args=["welcome", "--url", "http://localhost:8000"])

    assert result.exit_code == 0
    assert "Tallyround is at http://localhost:8000" in result.output
