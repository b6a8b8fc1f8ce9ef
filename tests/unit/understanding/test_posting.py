"""A posting understood."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from contracts.errors import Permanent
from contracts.records import Salary
from tests.builders import a_posting
from tests.unit.understanding.texts import anything
from understanding.analysis import tokens
from understanding.posting import understand

TEXT = """Acme – мережа магазинів, нам довіряють із 2004 року.
Обов’язки:
Будувати та підтримувати конвеєри даних
Вимоги:
Досвід з Python, SQL та Airflow від 3 років
Ми пропонуємо:
Курси англійської
Пишіть на hr@acme.ua або телефонуйте 067 123 45 67"""


def test_each_rule_has_its_say() -> None:
    understood = understand(
        a_posting(
            title="  Senior Data Engineer ",
            company=" ТОВ  Acme",
            places=("Kyiv", "Жмеринка"),
            salary_text="$3000-4000",
            employment="FULL_TIME",
            description=TEXT,
            posted_at=datetime(2026, 9, 18, tzinfo=UTC),
        )
    )
    assert understood.title == "Senior Data Engineer"
    assert understood.company == "ТОВ Acme"
    assert understood.places == ("Київ", "Жмеринка")
    assert understood.remote is None
    assert understood.salary == Salary(min=3000, max=4000, currency="USD")
    assert understood.employment == "full-time"
    assert understood.language == "uk"
    assert understood.posted_at == datetime(2026, 9, 18, tzinfo=UTC)
    assert "hr@acme.ua" not in understood.description
    assert "067" not in understood.description
    assert understood.requirements.split("\n") == [
        "Будувати та підтримувати конвеєри даних",
        "Досвід з Python, SQL та Airflow від 3 років",
    ]
    assert understood.skills == ("python", "sql", "airflow")
    assert understood.professions == ("data-engineer",)


@pytest.mark.parametrize("title", ["", " \n\u00a0"])
def test_a_posting_without_a_title_is_refused_by_name(title: str) -> None:
    with pytest.raises(Permanent, match="posting '77' has no title"):
        understand(a_posting("77", title=title))


def test_skills_of_the_offer_are_not_asked_for() -> None:
    assert "english" not in understand(a_posting(description=TEXT)).skills


def test_skills_of_the_title_come_first() -> None:
    understood = understand(a_posting(title="Розробник (Django, Redis)", description="Python, SQL"))
    assert understood.skills == ("django", "redis", "python", "sql")


def test_the_salary_that_a_source_states_is_taken_before_any_text() -> None:
    stated = Salary(min=1, max=2, currency="EUR")
    assert understand(a_posting(salary=stated, salary_text="$5000")).salary == stated


def test_a_stated_salary_of_zero_is_none_at_all() -> None:
    zero = Salary(min=0, max=0, currency="UAH")
    assert understand(a_posting(salary=zero)).salary is None
    half = Salary(min=0, max=900, currency="UAH")
    assert understand(a_posting(salary=half)).salary == Salary(max=900, currency="UAH")


def test_pay_in_the_title_is_read_where_no_other_is_stated() -> None:
    understood = understand(a_posting(title="Водій (від 30 000 грн)"))
    assert understood.salary == Salary(min=30_000, currency="UAH")


@pytest.mark.parametrize(
    "fields",
    [{"places": ("Віддалено",)}, {"title": "Data Engineer (remote)"}, {"employment": "Remote"}],
)
def test_remote_work_is_read_wherever_it_is_told(fields: dict[str, Any]) -> None:
    assert understand(a_posting(**fields)).remote is True


def test_a_source_that_says_it_is_not_remote_is_believed() -> None:
    assert understand(a_posting(title="Data Engineer (remote)", remote=False)).remote is False


def test_the_language_is_the_text_s_own_and_else_the_source_s() -> None:
    assert understand(a_posting(description=TEXT, language="en")).language == "uk"
    assert understand(a_posting(title="QA", description="", language="uk")).language == "uk"


def test_a_posting_is_found_by_title_company_skill_place_and_text() -> None:
    understood = understand(
        a_posting(title="QA", company="Обрій", places=("Kyiv",), description="Тести на JS, Jest")
    )
    found = understood.tokens.split(" ")
    assert {"qa", *tokens("Обрій Київ тести JS JavaScript")} <= set(found)
    assert found.count("qa") == 2


def test_copies_on_two_boards_share_a_band_and_other_cities_do_not() -> None:
    asked = "\n".join(f"Досвід роботи з системою номер {n} та звітом {n}" for n in range(12))
    one = understand(a_posting(places=("Київ",), description=f"Вимоги:\n{asked}"))
    offer = "Ми пропонуємо:\nМедичне страхування\nПремії"
    other = understand(
        a_posting(title="Інженер даних", places=("Kyiv",), description=f"Вимоги:\n{asked}\n{offer}")
    )
    elsewhere = understand(a_posting(places=("Львів",), description=f"Вимоги:\n{asked}"))
    assert set(one.bands) & set(other.bands)
    assert not set(one.bands) & set(elsewhere.bands)


@given(anything, anything)
@settings(deadline=None, max_examples=60)
def test_any_text_is_understood_the_same_way_each_time(title: str, description: str) -> None:
    posting = a_posting(title=f"x{title}", description=description, salary_text=title)
    assert understand(posting) == understand(posting)


def test_a_posting_of_200_words_takes_its_budget_at_most() -> None:
    posting = a_posting(description="\n".join([TEXT] * 5))
    understand(posting)
    started = time.process_time()
    for _ in range(20):
        understand(posting)
    each = (time.process_time() - started) / 20
    assert each < 5e-3, f"{each * 1e3:.2f} ms"
