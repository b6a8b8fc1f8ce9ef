"""Skills named in a text."""

import pytest
from hypothesis import given, settings

from tests.unit.understanding.texts import anything
from understanding import vocabulary
from understanding.analysis import tokens
from understanding.skills import find, name_words


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Python, SQL та Apache Airflow", ("python", "sql", "airflow")),
        ("C/C++ and Qt", ("c", "cpp", "qt")),
        ("C# / .NET Core", ("csharp", "dotnet")),
        ("JavaScript (React.js, Node.js)", ("javascript", "react", "nodejs")),
        ("Spring Boot, Hibernate", ("spring", "hibernate")),
        ("MS SQL Server", ("ms-sql-server",)),
        ("React Native", ("react-native",)),
        ("машинного навчання та аналізу даних", ("machine-learning", "data-analysis")),
        ("машинное обучение, А/Б и A/B тестирование", ("machine-learning", "ab-testing")),
        ("знання 1С, BAS та M.E.Doc", ("1c", "bas", "medoc")),
        ("CI/CD, T-SQL, PL/SQL", ("ci-cd", "t-sql", "pl-sql")),
        ("водійське посвідчення категорії B", ("driving-licence", "category-b")),
        ("водій категорії C, E", ("category-ce",)),
        ("первинні документи", ("primary-documents",)),
        ("Англійська мова", ("english",)),
    ],
)
def test_names_are_found_in_three_languages_and_any_form(
    text: str, skills: tuple[str, ...]
) -> None:
    assert find(text) == skills


def test_a_skill_is_named_once_where_it_came_first() -> None:
    assert find("SQL, Python\nJS, SQL, JavaScript") == ("sql", "python", "javascript")


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("JavaScript", "java"),
        ("C++ and C#", "c"),
        ("R&D department of a Python team", "r"),
        ("PostgreSQL", "sql"),
        ("Category C licence", "c"),
        ("knowledge of SQL\nServer administration", "ms-sql-server"),
    ],
)
def test_a_name_inside_another_is_not_found(text: str, absent: str) -> None:
    assert absent not in find(text)


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("We write Go and Python", "go"),
        ("Go developer", "go"),
        ("Golang", "go"),
        ("розробка на Go", "go"),
        ("• Go", "go"),
        ("Must have: Go, React, R", "r"),
        ("R, Python, SQL", "r"),
        ("мова R", "r"),
        ("C, Python", "c"),
        ("experience with React and Redux", "react"),
        ("знання React", "react"),
        ("advanced Excel skills", "excel"),
        ("впевнений користувач Excel", "excel"),
        ("Java, Spring, Hibernate", "spring"),
        ("REST, SOAP", "rest-api"),
        ("SOLID, OOP", "solid"),
        ("Microsoft Word", "word"),
        ("відділ логістики: логістика, митне оформлення", "logistics"),
    ],
)
def test_an_everyday_word_is_a_skill_where_something_shows_it(text: str, skill: str) -> None:
    assert skill in find(text)


@pytest.mark.parametrize(
    "text",
    [
        "Go to market with us",
        "You will go live soon",
        "We go beyond",
        "React to changes quickly",
        "Excel at communication",
        "People who excel in a team",
        "Internship, spring 2026",
        "Spring semester",
        "Vitamin C",
        "Series C startup",
        "the rest of the day",
        "Solid knowledge and a swift response",
        "Express your ideas",
        "in other words, word of mouth",
        "команда логістики та відділ продажу",
    ],
)
def test_an_everyday_word_alone_is_no_skill(text: str) -> None:
    assert find(text) == ()


def test_every_skill_is_found_by_each_of_its_names() -> None:
    for skill in vocabulary.skills().values():
        for name in skill.names:
            assert find(name) == (skill.id,), name


def test_a_skill_is_shown_by_its_first_name() -> None:
    assert name_words("nodejs") == tuple(tokens("Node.js"))


@given(anything)
@settings(deadline=None)
def test_any_text_names_known_skills_each_once(text: str) -> None:
    found = find(text)
    assert len(set(found)) == len(found)
    assert set(found) <= set(vocabulary.skills())
