"""Requirements apart from boilerplate."""

import pytest
from hypothesis import given, settings

from tests.unit.understanding.texts import anything
from understanding.relevance import requirements

UKRAINIAN = """Про нас: Acme – мережа магазинів. Працюємо з 2004 року.
Обов’язки:
Вести облік постачальників
Нараховувати зарплату та лікарняні
Вимоги:
Впевнене володіння: 1С, Excel
Уважність до деталей
Ми пропонуємо:
Офіційне працевлаштування з першого дня
24 дні оплачуваної відпустки та лікарняні
Корпоративні курси англійської
Надсилайте резюме на пошту."""

RUSSIAN = """О компании
Мы лидер рынка, нам доверяют с 1998 года.
Обязанности
Проектировать витрины данных
Требования
Опыт работы с SQL от 2 лет
Условия
Официальное трудоустройство
Гибкий график работы"""

ENGLISH = """About us
Acme is a leading provider of payments with offices in 12 countries.
What you will do:
- Build and maintain batch data pipelines
- Watch over the quality of tables
Requirements:
- 3+ years of experience with Python and SQL
Nice to have: Airflow
Benefits:
- Medical insurance
- 24 days of paid vacation
How to apply
Send your CV to our recruiter.
We are an equal opportunity employer regardless of race, gender or religion."""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(
            UKRAINIAN,
            [
                "Вести облік постачальників",
                "Нараховувати зарплату та лікарняні",
                "Впевнене володіння: 1С, Excel",
                "Уважність до деталей",
            ],
            id="uk",
        ),
        pytest.param(
            RUSSIAN, ["Проектировать витрины данных", "Опыт работы с SQL от 2 лет"], id="ru"
        ),
        pytest.param(
            ENGLISH,
            [
                "- Build and maintain batch data pipelines",
                "- Watch over the quality of tables",
                "- 3+ years of experience with Python and SQL",
                "Nice to have: Airflow",
            ],
            id="en",
        ),
    ],
)
def test_sections_are_kept_or_dropped_by_their_headings(text: str, kept: list[str]) -> None:
    assert requirements(text).split("\n") == kept


@pytest.mark.parametrize(
    "line",
    [
        "Досвід роботи з Python від 3 років",
        "Знание SQL и умение работать с большими данными",
        "You have a degree in computer science",
        "Python, Django, PostgreSQL",
        "Роль нова: раніше це робили двоє людей.",
    ],
)
def test_a_lone_line_is_kept_when_it_asks_or_says_nothing(line: str) -> None:
    assert requirements(f"{line}\nМи пропонуємо медичне страхування та премії.") == line


@pytest.mark.parametrize(
    "line",
    [
        "Ми пропонуємо медичне страхування та оплачувану відпустку",
        "Предлагаем официальное трудоустройство и гибкий график",
        "We offer health insurance and paid vacation",
        "Надсилайте резюме, і ми зв'яжемося з вами",
        "We are an equal opportunity employer",
        "Our company is a market leader with offices in 12 countries",
    ],
)
def test_a_lone_line_of_boilerplate_is_dropped(line: str) -> None:
    assert requirements(f"Вимоги: знання SQL\n{line}") == "Вимоги: знання SQL"


def test_a_requirement_below_a_foreign_heading_is_kept() -> None:
    text = "Ми пропонуємо:\nДружній колектив\nОбов'язкове знання Python, SQL та Airflow"
    assert requirements(text) == "Обов'язкове знання Python, SQL та Airflow"


def test_a_label_before_its_text_governs_that_line_only() -> None:
    text = "Про нас: лідер ринку\nПосада нова, команда росте."
    assert requirements(text) == "Посада нова, команда росте."


def test_a_text_of_boilerplate_alone_is_kept_whole() -> None:
    text = "Ми пропонуємо премії\nНадсилайте резюме"
    assert requirements(text) == text


@given(anything)
@settings(deadline=None)
def test_what_is_kept_are_lines_of_the_text_in_order(text: str) -> None:
    lines = iter(line.strip() for line in text.split("\n"))
    assert all(line in lines for line in requirements(text).split("\n") if line)
