"""Contacts are taken out, everything else stays."""

import pytest
from hypothesis import given, settings

from tests.unit.understanding.texts import anything
from understanding.contacts import strip


@pytest.mark.parametrize(
    "contact",
    [
        "hr@acme.com.ua",
        "jobs+it@mail.acme.ua",
        "+38 (067) 123-45-67",
        "067 123 45 67",
        "(044) 123-45-67",
        "0671234567",
        "+48 600 700 800",
        "@acme_hr",
        "https://t.me/acme_hr",
        "t.me/acme",
        "linkedin.com/in/some-one",
        "skype: live:acme.hr",
    ],
)
def test_a_contact_goes_and_its_sentence_stays(contact: str) -> None:
    assert strip(f"Пишіть сюди: {contact}\nВимоги: SQL") == "Пишіть сюди: \nВимоги: SQL"


def test_the_name_of_a_contact_person_goes() -> None:
    assert "Олена" not in strip("Контактна особа: Олена Петренко, дзвоніть")


@pytest.mark.parametrize(
    "text",
    [
        "Досвід 5-7 років",
        "40 000 – 60 000 грн",
        "від 20000 до 30000 грн",
        "2026-09-18",
        "Java: @Autowired, @Transactional(readOnly)",
        "@angular/core",
        "ISO 9001:2015",
        "1 000 000 користувачів",
        "C++17, Python 3.11.7",
    ],
)
def test_what_is_no_contact_stays(text: str) -> None:
    assert strip(text) == text


@given(anything)
@settings(deadline=None)
def test_any_text_keeps_its_lines_and_loses_its_addresses(text: str) -> None:
    stripped = strip(text)
    assert stripped.count("\n") == text.count("\n")
    assert "hr@acme.ua" not in stripped
    assert "+380671234567" not in stripped or "+380671234567" not in text.split()
