"""Answers and pages in HeadHunter's shape, made up for the tests."""

from typing import Any

from tests.unit.crawler.jsonld_pages import a_job, a_script

GRC = "http://grc.test"


def an_item(number: int = 7, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"{number}",
        "name": "Data Engineer",
        "area": {"id": "115", "name": "Київ"},
        "employer": {"id": "1", "name": "Acme"},
        "published_at": "2026-09-18T10:30:00+0300",
        "alternate_url": f"{GRC}/vacancy/{number}",
        "salary": {"from": 40000, "to": None, "currency": "UAH", "gross": False},
        "snippet": {
            "requirement": "Знання <highlighttext>Python</highlighttext> і SQL.",
            "responsibility": None,
        },
        "professional_roles": [{"id": "156", "name": "Аналітик"}],
        "experience": {"id": "between1And3", "name": "Від 1 до 3 років"},
        "employment": {"id": "full", "name": "Повна зайнятість"},
        "schedule": {"id": "remote", "name": "Віддалена робота"},
        "contacts": {"name": "Олена Коваль", "email": "olena@acme.example", "phones": []},
        **fields,
    }


def a_search(*items: object, page: int = 0, pages: int = 3, **fields: Any) -> dict[str, Any]:
    return {
        "items": list(items),
        "found": 50 * pages,
        "pages": pages,
        "per_page": 50,
        "page": page,
        **fields,
    }


def a_whole_item(number: int = 7, **fields: Any) -> dict[str, Any]:
    item = {key: value for key, value in an_item(number).items() if key != "snippet"}
    text = "<p>Пишемо <strong>Python</strong></p><ul><li>SQL</li></ul>"
    return {**item, "description": text, "archived": False, **fields}


def a_serp_card(number: int, *, pay: str = "от 40\u202f000 до 60\u202f000 ₴ на руки") -> str:
    money = f'<span data-qa="vacancy-serp__vacancy-compensation">{pay}</span>' if pay else ""
    return (
        '<div data-qa="vacancy-serp__vacancy" class="card">'
        f'<h2><a data-qa="serp-item__title" href="{GRC}/vacancy/{number}?from=list">'
        f"Data Engineer</a></h2>{money}"
        '<a data-qa="vacancy-serp__vacancy-employer" href="/employer/1">'
        '<span data-qa="vacancy-serp__vacancy-employer-text">Acme</span></a>'
        '<span data-qa="vacancy-serp__vacancy-address">Київ, метро Лук’янівська</span></div>'
    )


def a_serp(*cards: str, words: str = "Знайдено 2 вакансії") -> str:
    return f"<html><body><h1>{words}</h1><main>{''.join(cards)}</main></body></html>"


def a_saved_vacancy(number: int = 7) -> str:
    own = f'<link rel="canonical" href="{GRC}/vacancy/{number}">'
    script = a_script(a_job(number))
    return f"<html><head>{own}{script}</head><body><h1>Data Engineer</h1></body></html>"


def a_hooked_vacancy(number: int = 7, *, newer: bool = False, pay: str = "до 2\u202f000 $") -> str:
    """A page without JSON-LD; `newer`: by the names of the site's later make."""
    work = (
        '<p data-qa="vacancy-view-employment-mode">Повна зайнятість, віддалена робота</p>'
        '<p data-qa="vacancy-creation-time">Вакансію опубліковано 18 вересня 2026 у Києві</p>'
        '<span data-qa="vacancy-view-raw-address">Київ, вулиця Січова, 1</span>'
    )
    if newer:
        work = (
            '<div data-qa="common-employment-text">Повна зайнятість</div>'
            '<div data-qa="work-formats-text">Формат роботи: віддалено</div>'
            '<p data-qa="vacancy-creation-time-redesigned">Опубліковано 18 вересня 2026</p>'
            '<p data-qa="vacancy-view-location">Київ</p>'
        )
    return (
        f'<html><head><link rel="canonical" href="{GRC}/vacancy/{number}"></head><body>'
        '<h1 data-qa="vacancy-title">Data Engineer</h1>'
        f'<div data-qa="vacancy-salary"><span>{pay}</span></div>'
        '<a data-qa="vacancy-company-name" href="/employer/1"><span>Acme</span></a>'
        f'{work}<div data-qa="vacancy-description" class="text"><p>Пишемо <b>Python</b></p>'
        "<ul><li>SQL</li></ul></div></body></html>"
    )
