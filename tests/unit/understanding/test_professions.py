"""What a name or a title means."""

import pytest
from hypothesis import given, settings

from tests.unit.understanding.texts import anything
from understanding.professions import classify, professions, resolve, suggest


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Senior Data Engineer (remote)", "data-engineer"),
        ("Інженер даних", "data-engineer"),
        ("Инженер данных, Киев", "data-engineer"),
        ("Менеджер з продажу", "sales-manager"),
        ("Менеджер по продажам", "sales-manager"),
        ("Менеджер активних продажів", "sales-manager"),
        ("Керівник відділу телефонних продажів", "sales-manager"),
        ("Manager, Sales", "sales-manager"),
        ("Python Software Engineer", "python-developer"),
        ("Software Engineer (Python)", "python-developer"),
        ("Розробник на Python", "python-developer"),
        ("Python QA Engineer", "qa-engineer"),
        ("Data Engineer / Python", "data-engineer"),
        ("Data Science Recruiter", "recruiter"),
        ("Recruiter for Python developers", "recruiter"),
        ("Викладач Python", "teacher"),
        ("C/C++ Developer", "cpp-developer"),
        ("UI/UX Designer", "designer"),
        ("Full Stack Developer (Node.js, React)", "nodejs-developer"),
        ("Front-end Team Lead", "frontend-developer"),
        ("Java Script Developer", "frontend-developer"),
        ("Програміст 1С", "1c-developer"),
        ("Бухгалтер 1С", "accountant"),
        ("Головний бухгалтер", "accountant"),
        ("Помощник бухгалтера", "accountant"),
        ("Водій категорії С, Е", "driver"),
        ("Медсестра / медбрат", "nurse"),
        ("$3000-4000 Go Developer", "go-developer"),
        ("МЕНЕДЖЕР З ПЕРСОНАЛУ", "recruiter"),
        ("Оператор call-центру в банк", "customer-support"),
        ("Системний адміністратор", "system-administrator"),
        ("Адміністратор", "office-manager"),
        ("Project Manager at Data Science", "project-manager"),
    ],
)
def test_titles_are_told_apart_from_what_stands_around_them(title: str, expected: str) -> None:
    assert classify(title, "", ()) == (expected,)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("QA / DevOps", ("qa-engineer", "devops-engineer")),
        ("Data Engineer/Analyst", ("data-engineer", "data-analyst")),
        ("Кухар або бармен", ("cook", "waiter")),
    ],
)
def test_alternatives_are_all_named(title: str, expected: tuple[str, ...]) -> None:
    assert set(classify(title, "", ())) == set(expected)


@pytest.mark.parametrize("title", ["", "Manager", "Директор", "Acme", "Працюй з нами!", "12345"])
def test_a_title_that_says_nothing_is_unknown(title: str) -> None:
    assert classify(title, "Вимоги: уважність", ("python",)) == ()


def test_the_description_speaks_where_the_title_does_not() -> None:
    text = "Про нас.\nКомпанія шукає досвідченого бухгалтера до офісу."
    assert classify("Працюй з нами!", text, ()) == ("accountant",)
    assert classify("Join us", "We are looking for a Senior Data Engineer.", ()) == (
        "data-engineer",
    )


def test_the_description_never_overrules_the_title() -> None:
    assert classify("Nurse", "We are looking for a Data Engineer.", ()) == ("nurse",)


def test_who_is_only_mentioned_in_the_description_is_not_sought() -> None:
    text = "Шукаємо людину, яка щодня працюватиме поруч із бухгалтером."
    assert classify("Працюй з нами!", text, ()) == ()


def test_a_developer_of_no_named_technology_is_told_by_the_only_one_among_the_skills() -> None:
    assert classify("Backend Developer", "", ("python", "sql")) == ("python-developer",)
    assert classify("Backend Developer", "", ("python", "java")) == ("software-engineer",)
    assert classify("Backend Developer", "", ()) == ("software-engineer",)


@pytest.mark.parametrize(
    "name",
    ["data-engineer", "Інженер даних", "инженер данных", "DATA ENGINEER", "Senior Data Engineer"],
)
def test_a_profession_answers_to_its_id_titles_and_aliases(name: str) -> None:
    found = resolve(name)
    assert found is not None
    assert found.id == "data-engineer"


@pytest.mark.parametrize("name", ["", "senior", "data", "космонавт", "Data Engineer for a bank"])
def test_another_name_is_not_resolved(name: str) -> None:
    assert resolve(name) is None


def test_every_name_of_every_profession_resolves_to_it_and_is_classified_as_it() -> None:
    for each in professions():
        for name in (each.id, *each.titles.values(), *each.aliases):
            found = resolve(name)
            assert found is not None, name
            assert found.id == each.id, name


def test_every_title_is_classified_as_its_profession() -> None:
    for each in professions():
        for title in each.titles.values():
            assert each.id in classify(title, "", ()), title


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("data enginer", "data-engineer"),
        ("бухгалтр", "accountant"),
        ("менеджер продажi", "sales-manager"),  # a Latin i
        ("sales", "sales-manager"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_closest(name: str, expected: str) -> None:
    assert suggest(name)[0].id == expected


def test_nothing_alike_suggests_nothing() -> None:
    assert suggest("щщщщ") == ()
    assert len(suggest("менеджер", limit=2)) == 2


@given(anything, anything)
@settings(deadline=None, max_examples=50)
def test_any_text_is_classified_as_known_professions_or_none(title: str, description: str) -> None:
    known = {each.id for each in professions()}
    found = classify(title, description, ("python", "no-such-skill"))
    assert set(found) <= known
    assert len(set(found)) == len(found)
    assert {each.id for each in suggest(title)} <= known
    resolved = resolve(title)
    assert resolved is None or resolved.id in known
