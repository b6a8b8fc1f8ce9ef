"""The IT board's pages and its feed."""

from collections.abc import Sequence
from email.utils import format_datetime
from html import escape
from typing import Final

from demo.ads import Ad
from demo.boards.answer import escaped
from demo.boards.kyiv import in_words
from demo.boards.prose import in_paragraphs
from demo.pay import Offer
from demo.text import Text

_LEGAL: Final = "ТОВ «"
_SNIPPET: Final = 220
_UNDATED_EVERY: Final = 6
_SECOND_CITY_EVERY: Final = 5


def listing(
    shown: Sequence[tuple[Ad, Text, bool]], *, total: int, more: bool, token: str, query: str
) -> bytes:
    cards = "".join(card(ad, text, hot=hot) for ad, text, hot in shown)
    button = (
        '<div class="more-btn"><a href="javascript:;">Більше вакансій</a></div>' if more else ""
    )
    found = f"{total} вакансій" if total else "Не знайдено вакансій"
    return _page(
        "Вакансії",
        f'<div class="b-vacancies-head"><h1>{found}</h1></div>'
        f'<form action="/vacancies/?{escape(query)}" method="get">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}"></form>'
        f'<div id="vacancyListId"><ul class="lt">{cards}</ul>{button}</div>',
    )


def card(ad: Ad, text: Text, *, hot: bool) -> str:
    name, row = ("?from=list_hot", "l-vacancy __hot") if hot else ("", "l-vacancy")
    day = in_words(ad.posted_at).rpartition(" ")[0]
    salary = f' <span class="salary">{_salary(ad.offer)}</span>' if ad.offer else ""
    return (
        f'<li class="{row}"><div class="date">{day}</div><div class="title">'
        f'<a class="vt" href="{path(ad)}{name}">{escaped(text.title)}</a>&nbsp;<strong>в '
        f'<a class="company" href="/companies/{_slug(ad)}/vacancies/"><i class="f-i"></i>&nbsp;'
        f"{escaped(company(ad))}</a></strong>{salary} "
        f'<span class="cities">{", ".join(cities(ad))}</span></div>'
        f'<div class="sh-info">{_snippet(text)}</div></li>'
    )


def detail(ad: Ad, text: Text) -> bytes:
    salary = f' <span class="salary">{_salary(ad.offer)}</span>' if ad.offer else ""
    return _page(
        text.title,
        '<div class="b-compinfo"><div class="info"><div class="l-n">'
        f'<a href="/companies/{_slug(ad)}/">{escaped(company(ad))}</a> '
        f'<a class="all" href="/companies/{_slug(ad)}/vacancies/">Усі вакансії компанії</a>'
        f'</div></div></div><div class="l-vacancy"><div class="date">{in_words(ad.posted_at)}'
        f'</div><h1 class="g-h2">{escaped(text.title)}</h1><div class="sh-info">'
        f'<span class="place">{", ".join(cities(ad))}</span>{salary}</div>'
        f'<div class="b-typo vacancy-section">{in_paragraphs(text)}</div></div>',
    )


def feed(found: Sequence[tuple[Ad, Text]], base: str) -> bytes:
    items = "".join(_item(ad, text, base) for ad, text in found)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>Вакансії на DOU</title><link>{base}/vacancies/</link>"
        f"<description>Нові вакансії</description><language>uk</language>{items}</channel></rss>\n"
    ).encode()


def forbidden() -> bytes:
    return _page("403 Forbidden", "<h1>Доступ заборонено</h1><p>CSRF verification failed.</p>")


def path(ad: Ad) -> str:
    return f"/companies/{_slug(ad)}/vacancies/{ad.external_id}/"


def company(ad: Ad) -> str:
    """This board writes the legal form last, after a comma."""
    name = ad.job.company.name
    return f"{name.removeprefix(_LEGAL).rstrip('»')}, ТОВ" if name.startswith(_LEGAL) else name


def cities(ad: Ad) -> tuple[str, ...]:
    if ad.job.remote:
        return ("віддалено",)
    second = ad.serial % _SECOND_CITY_EVERY == 0 and ad.job.city != "Київ"
    return (ad.job.city, "Київ") if second else (ad.job.city,)


def _item(ad: Ad, text: Text, base: str) -> str:
    salary = f", {_salary(ad.offer)}" if ad.offer else ""
    title = f"{text.title} в {company(ad)}, {', '.join(cities(ad))}{salary}"
    day = format_datetime(ad.posted_at, usegmt=True)
    dated = "" if ad.serial % _UNDATED_EVERY == 0 else f"<pubDate>{day}</pubDate>"
    link = f"{base}{path(ad)}?utm_source=jobsrss"
    return (
        f"<item><title>{escaped(title)}</title><link>{link}</link>"
        f"<description>{escaped(in_paragraphs(text))}</description>"
        f"{dated}<guid>{link}</guid></item>"
    )


def _salary(offer: Offer | None) -> str:
    if offer is None:
        return ""
    sign, unit = ("$", "") if offer.currency == "USD" else ("", "\u00a0грн")
    if offer.low == offer.high:
        return f"{sign}{offer.low}{unit}"
    return f"{sign}{offer.low}–{offer.high}{unit}"


def _slug(ad: Ad) -> str:
    return f"c{ad.job.company.number}"


def _snippet(text: Text) -> str:
    plain = " ".join(line.text for line in text.lines)
    return escaped(plain[:_SNIPPET].rsplit(" ", 1)[0]) + "…"


def _page(title: str, content: str) -> bytes:
    return (
        f'<!DOCTYPE html><html lang="uk"><head><meta charset="utf-8"><title>{escaped(title)} | DOU'
        '</title></head><body><header class="b-head"><a href="/">DOU</a> <a href="/vacancies/">'
        f'Робота</a></header><div class="l-content">{content}</div></body></html>'
    ).encode()
