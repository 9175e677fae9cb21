"""What is printed when the server starts."""

import pytest

from server.demo.cast import CAST
from server.demo.welcome import ABOUT_TLS, address_for_phones, summary

EVERYBODY = [member.id for member in CAST]


def test_the_greeting_names_the_address_the_cast_and_how_phones_come_in():
    text = summary("http://localhost:8000", EVERYBODY, "192.168.7.20", "var/tls")

    assert "Tallyround is at http://localhost:8000" in text
    assert "tally-demo" in text
    assert all(f"  {member.id:<8} {member.role}" in text for member in CAST)
    assert "On a phone in the same network: http://192.168.7.20:8000" in text
    assert "█" in text
    assert all(line in text for line in ABOUT_TLS)
    assert "make run TLS=1" in text
    assert "the .crt file in var/tls" in text


def test_over_https_only_the_certificate_is_left_to_be_installed():
    text = summary("https://localhost:8443", EVERYBODY, "192.168.7.20", "var/tls")

    assert "make run TLS=1" not in text
    assert "the .crt file in var/tls" in text


def test_behind_a_name_of_its_own_a_server_needs_no_certificate_of_ours():
    assert "certificate" not in summary("https://tally.example", EVERYBODY, "192.168.7.20", "var/tls")


def test_a_store_without_the_cast_names_no_password():
    text = summary("http://localhost:8000", ["eve"], None, "var/tls")

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
        ("http://localhost:8000", "127.0.0.1", None),
    ],
)
def test_phones_get_an_address_that_is_not_only_this_machines_own(url, lan, address):
    assert address_for_phones(url, lan) == address


def test_the_command_greets_on_an_empty_store(make_app):
    result = make_app().test_cli_runner().invoke(args=["welcome", "--url", "http://localhost:8000"])

    assert result.exit_code == 0
    assert "Tallyround is at http://localhost:8000" in result.output
