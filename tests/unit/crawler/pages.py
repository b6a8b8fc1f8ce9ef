"""Pages in the shape of the boards, made up for the tests."""

import json
from typing import Any

from contracts.frontier import Request, Role
from contracts.records import Page
from tests.builders import NOW

WORK = "http://work.test"
ROBOTA = "http://robota.test"


def a_page(url: str, body: str | bytes, *, role: Role = Role.DETAIL, **fields: Any) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    request = fields.pop("request", None) or Request(url=url, source="board", role=role)
    return Page(
        **{
            "request": request,
            "url": url,
            "status": 200,
            "body": raw,
            "fetched_at": NOW,
            "headers": {"content-type": "text/html; charset=utf-8"},
            **fields,
        }
    )


def a_card(number: int | str, title: str = "Інженер даних") -> str:
    return (
        '<div class="card card-hover job-link js-hot-block mb-lg"><img alt="Acme">'
        f'<h2 class="my-0"><a href="/jobs/{number}/" title="{title}, вакансія від 18 вересня 2026">'
        f'{title}</a></h2><div class="text-indent"><span class="glyphicon" title="Зарплата"></span>'
        '<span class="strong-600">40 000 грн</span></div></div>'
    )


def a_list(*cards: str, pages: tuple[int, ...] = (), heading: str = "Робота") -> str:
    links = "".join(f'<li><a href="/jobs/?page={page}">{page}</a></li>' for page in pages)
    return (
        f"<html><head><title>Робота — Work</title></head><body><h1>{heading}</h1>"
        f'<div id="pjax-jobs-list">{"".join(cards)}</div>'
        f'<ul class="pagination">{links}</ul></body></html>'
    )


VACANCY_LINES = """
<li class="text-indent no-style"><span class="glyphicon" title="Зарплата"></span>
<span class="strong-500">25\u202f000 – 30\u00a0000 грн</span><span class="js-salary-deduction">
<span class="glyphicon" title="Зарплата після всіх відрахувань"></span>
<span class="strong-500">Після всіх відрахувань</span></span></li>
<li class="text-indent"><span class="glyphicon" title="Дані про компанію"></span>
<a href="/jobs/by-company/7/"><span class="strong-500">Acme &amp; Sons</span></a>
<span>IT</span></li>
<li class="text-indent"><span class="glyphicon" title="Адреса роботи"></span>
<span>Київ · 4 км від центру</span></li>
<li class="text-indent"><span class="glyphicon" title="Умови й вимоги"></span>
<span>Повна зайнятість · Досвід від 2 років</span></li>
"""


def a_vacancy(
    *, title: str = "Інженер даних", text: str = "<p>Python</p>", notice: str = ""
) -> str:
    return (
        f'<html><body><div class="card">{notice}'
        '<span>Вакансія від <time datetime="2026-09-18 10:30:00">18 вересня 2026</time></span>'
        f'<h1 id="h1-name">{title}</h1><ul>{VACANCY_LINES}</ul>'
        f'<div id="job-description">{text}</div></div></body></html>'
    )


def a_document(number: int = 7, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "notebookId": 42,
        "name": "Інженер даних",
        "companyName": "Acme",
        "cityName": "Львів",
        "salary": 0,
        "salaryFrom": 0,
        "salaryTo": 0,
        "date": "2026-09-18T10:30:00.123",
        "description": "<p>Python</p><ul><li>SQL</li></ul>",
        **fields,
    }


def as_json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()
