"""The HTML board's pages, with the traps of the real one.

The date stands only in the link's title; lines of a card are told apart by their icons alone;
a note on the salary is as bold as the salary; logos come before titles; numbers hold odd spaces.
"""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final
from urllib.parse import quote_plus

from msgspec import Struct

from demo.ads import Ad
from demo.boards.kyiv import in_words, local
from demo.pay import written
from demo.text import Kind, Text

_SNIPPET: Final = 180
_NOTE_EVERY: Final = 3
_LOGO_EVERY: Final = 4
_BEFORE: Final = """<!DOCTYPE html>
<html lang="uk"><head><meta charset="utf-8"><title>{title} — Work.ua</title></head><body>
<header><nav><a href="/">Work.ua</a> <a href="/jobs/">Знайти вакансії</a>
<a href="/resumes/">Знайти кандидатів</a></nav></header><main><div class="container">
"""
_AFTER: Final = """</div></main><footer><p class="text-muted">Це демонстраційна дошка на \
вашому комп’ютері: вигадані компанії, вигадані люди.</p></footer></body></html>
"""


class Links(Struct, frozen=True):
    """Where a list's pages are."""

    path: str
    search: str
    page: int
    last: int

    def to(self, page: int) -> str:
        search = f"search={quote_plus(self.search)}&" if self.search else ""
        return escape(f"{self.path}?{search}page={page}")


def listing(shown: Sequence[tuple[Ad, Text]], *, total: int, links: Links) -> bytes:
    if not shown:
        return _page(
            "Вакансій не знайдено",
            '<div class="card"><h1>За вашим запитом вакансій не знайдено</h1>'
            "<p>Спробуйте змінити умови пошуку.</p></div>",
        )
    cards = "\n".join(_card(ad, text) for ad, text in shown)
    return _page(
        "Робота в Україні",
        f'<h1>Робота в Україні</h1><p class="text-muted">{total} вакансій</p>'
        f'<div id="pjax-jobs-list">\n{cards}\n</div>{_pagination(links)}',
    )


def detail(ad: Ad, text: Text, now: datetime) -> bytes:
    closed = (
        ""
        if ad.open_at(now)
        else '<div class="alert alert-warning"><strong>Вакансія закрита</strong>'
        "<p>Роботодавець більше не приймає відгуки.</p></div>"
    )
    moment = local(ad.posted_at)
    facts = "".join(
        f'<li class="text-indent no-style mt-sm mb-0">{line}</li>' for line in _lines(ad, "500")
    )
    return _page(
        escape(text.title),
        f'<div class="card wordwrap mt-0">{closed}<div class="row"><div class="col-md-12">'
        f'<span class="text-default-7">Вакансія від <time datetime="{moment:%Y-%m-%d %H:%M:%S}">'
        f"{in_words(ad.posted_at)}</time></span></div></div>"
        f'<h1 class="my-0" id="h1-name">{escape(text.title)}</h1>'
        f'<ul class="list-unstyled sm:mt-xl mt-lg mb-0">{facts}</ul>'
        f"<h2>Опис вакансії</h2>"
        f'<div id="job-description" class="wordwrap">{_description(text)}</div></div>',
    )


def missing() -> bytes:
    return _page("Сторінку не знайдено", "<h1>Сторінку не знайдено</h1>")


def place(ad: Ad) -> str:
    return "Дистанційно" if ad.job.remote else ad.job.city


def _card(ad: Ad, text: Text) -> str:
    title = escape(text.title)
    hot = " js-hot-block" if ad.hot else ""
    logo = ""
    if ad.job.company.number % _LOGO_EVERY == 0:
        logo = f'<img class="logo-job" alt="{escape(ad.job.company.name)}">'
    salary, *others = _lines(ad, "600") if ad.offer else ("", *_lines(ad, "600"))
    first = f'<div><div class="text-indent">{salary}</div></div>' if salary else ""
    rest = "".join(f'<div class="text-indent">{line}</div>' for line in others)
    return (
        f'<div class="card card-hover card-visited wordwrap job-link{hot} mb-lg" tabindex="0">'
        f'<div>{logo}<h2 class="my-0"><a tabindex="-1" href="/jobs/{ad.external_id}/" '
        f'title="{title}, вакансія від {in_words(ad.posted_at)}">{title}</a></h2></div>'
        f'{first}<div class="mt-sm">{rest}</div>'
        f'<p class="ellipsis ellipsis-line-3 text-default-7 mb-0">{_snippet(text)}</p></div>'
    )


def _lines(ad: Ad, weight: str) -> list[str]:
    """Salary (if stated), company, place and terms; `weight` is how bold the values are."""
    job = ad.job
    strong = f'<span class="strong-{weight}">'
    lines = []
    if ad.offer:
        note = (
            '<span class="text-default-7">·</span><span class="js-salary-deduction">'
            '<span class="glyphicon" title="Зарплата після всіх відрахувань"></span>'
            f"{strong}Після всіх відрахувань</span></span>"
            if ad.serial % _NOTE_EVERY == 0
            else ""
        )
        lines.append(f"{_icon('Зарплата')}{strong}{written(ad.offer)}</span>{note}")
    lines.append(
        f'{_icon("Дані про компанію")}<span class="mr-xs">{strong}{escape(job.company.name)}</span>'
        "</span>"
    )
    lines.append(f"{_icon('Адреса роботи')}<span>{place(ad)}</span>")
    hours = "Неповна зайнятість" if job.part_time else "Повна зайнятість"
    years = f"Досвід роботи від {job.years} р." if job.years else "Готові взяти без досвіду"
    lines.append(f"{_icon('Умови й вимоги')}<span>{hours} · {years}</span>")
    return lines


def _icon(title: str) -> str:
    return f'<span class="glyphicon glyphicon-large" title="{title}"></span>'


def _snippet(text: Text) -> str:
    plain = " ".join(line.text for line in text.lines)
    return escape(plain[:_SNIPPET].rsplit(" ", 1)[0], quote=False) + "…"


def _description(text: Text) -> str:
    parts: list[str] = []
    in_list = False
    for line in text.lines:
        item = line.kind is Kind.ITEM
        if item != in_list:
            parts.append("<ul>" if item else "</ul>")
            in_list = item
        words = escape(line.text, quote=False)
        if item:
            parts.append(f"<li>{words}</li>")
        else:
            parts.append(
                f"<p><b>{words}</b></p>" if line.kind is Kind.HEADING else f"<p>{words}</p>"
            )
    return "".join(parts) + ("</ul>" if in_list else "")


def _pagination(links: Links) -> str:
    if links.last == 1:
        return ""
    numbers = sorted({1, links.page - 1, links.page, links.page + 1, links.last})
    items = [
        f'<li class="active"><span>{number}</span></li>'
        if number == links.page
        else f'<li><a href="{links.to(number)}">{number}</a></li>'
        for number in numbers
        if 1 <= number <= links.last
    ]
    if links.page < links.last:
        items.append(f'<li><a href="{links.to(links.page + 1)}">Наступна</a></li>')
    return f'<nav><ul class="pagination hidden-xs">{"".join(items)}</ul></nav>'


def _page(title: str, content: str) -> bytes:
    return f"{_BEFORE.format(title=title)}{content}{_AFTER}".encode()
