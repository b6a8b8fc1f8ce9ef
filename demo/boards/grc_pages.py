"""Pages of the board in HeadHunter's shape, with its hooks (`data-qa`), old and new."""

from collections.abc import Sequence
from html import escape
from typing import Final
from urllib.parse import urlencode

from demo.ads import Ad
from demo.boards.answer import escaped
from demo.boards.kyiv import in_words
from demo.boards.prose import in_paragraphs
from demo.pay import Offer
from demo.text import Text

_NARROW: Final = "\u202f"
_OLD_TITLE_EVERY: Final = 2


def listing(
    shown: Sequence[tuple[Ad, Text]], *, total: int, words: str, page: int, last: int
) -> bytes:
    if not shown:
        return _page("Пошук", '<h1 data-qa="title">За запитом вакансій не знайдено</h1>')
    cards = "".join(_card(ad, text) for ad, text in shown)
    onward = ""
    if page < last:
        query = escape(urlencode({"text": words, "page": page + 1}))
        onward = f'<a data-qa="pager-next" href="/search/vacancy?{query}">далі</a>'
    return _page(
        "Пошук",
        f'<h1 data-qa="title">{total} вакансій</h1>'
        f'<main data-qa="vacancy-serp__results">{cards}</main>{onward}',
    )


def detail(ad: Ad, text: Text) -> bytes:
    pay = f'<div data-qa="vacancy-salary">{_pay(ad.offer)}</div>' if ad.offer else ""
    return _page(
        text.title,
        f'<h1 data-qa="vacancy-title">{escaped(text.title)}</h1>{pay}'
        f'<a data-qa="vacancy-company-name" href="/employer/{ad.job.company.number}">'
        f"{escaped(ad.job.company.name)}</a>"
        f'<p data-qa="vacancy-view-location">{ad.job.city}</p>'
        f'<p class="vacancy-creation-time-redesigned">Опубліковано {in_words(ad.posted_at)}</p>'
        f'<div data-qa="vacancy-description">{in_paragraphs(text)}</div>',
    )


def _card(ad: Ad, text: Text) -> str:
    old = ad.serial % _OLD_TITLE_EVERY == 0
    hook = "vacancy-serp__vacancy-title" if old else "serp-item__title"
    pay = ""
    if ad.offer:
        pay = f'<span data-qa="vacancy-serp__vacancy-compensation">{_pay(ad.offer)}</span>'
    return (
        f'<div data-qa="vacancy-serp__vacancy"><a data-qa="{hook}" '
        f'href="/vacancy/{ad.external_id}?from=vacancy_search_list">{escaped(text.title)}</a>{pay}'
        '<a data-qa="vacancy-serp__vacancy-employer" '
        f'href="/employer/{ad.job.company.number}">'
        f'<span data-qa="vacancy-serp__vacancy-employer-text">{escaped(ad.job.company.name)}'
        f'</span></a><span data-qa="vacancy-serp__vacancy-address">{ad.job.city}</span></div>'
    )


def _pay(offer: Offer | None) -> str:
    if offer is None:
        return ""
    low, high = (f"{each:,}".replace(",", _NARROW) for each in (offer.low, offer.high))
    amount = f"від {low}" if low == high else f"{low} – {high}"
    return f"{amount} грн за місяць, до вирахування податків"


def _page(title: str, content: str) -> bytes:
    return (
        f'<!DOCTYPE html><html lang="uk"><head><meta charset="utf-8"><title>{escaped(title)}'
        f"</title></head><body>{content}</body></html>"
    ).encode()
