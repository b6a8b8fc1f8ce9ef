"""Pages of the board of anonymous offers."""

from collections.abc import Sequence
from html import escape
from typing import Any, Final

from msgspec import Struct

from demo.ads import Ad
from demo.boards.answer import escaped
from demo.boards.job_posting import script
from demo.boards.kyiv import local
from demo.text import Text

_LEVEL_ONLY_EVERY: Final = 2
_STEP: Final = 1_500


class Links(Struct, frozen=True):
    """Where a list's pages are."""

    path: str
    query: str
    page: int
    last: int

    def to(self, page: int) -> str:
        return escape(f"{self.path}?{self.query}{'&' if self.query else ''}page={page}")


def listing(
    shown: Sequence[tuple[Ad, Text]], postings: list[dict[str, Any]], *, total: int, links: Links
) -> bytes:
    if not shown:
        return _page(
            "Вакансії",
            "<h1>Вакансії</h1><p>За вашим запитом вакансій не знайдено.</p>",
        )
    cards = "\n".join(_card(ad, text) for ad, text in shown)
    return _page(
        "Вакансії",
        f'{script(postings)}<header class="page-header"><h1>Вакансії '
        f'<span class="text-muted">{total}</span></h1></header>'
        f'<ul class="list-unstyled list-jobs mb-4">{cards}</ul>{_pagination(links)}',
    )


def detail(ad: Ad, text: Text, posting: dict[str, Any]) -> bytes:
    return _page(
        text.title,
        f'{script(posting)}<h1>{escaped(text.title)}</h1><div class="job-details">'
        f'<div class="job-post__description">{told(text)}</div>'
        f"<ul>{''.join(f'<li>{each}</li>' for each in _facets(ad))}</ul></div>",
    )


def told(text: Text) -> str:
    return "<br>".join(escaped(line.text) for line in text.lines)


def path(ad: Ad) -> str:
    return f"/jobs/{ad.external_id}-{ad.job.profession.id}/"


def _card(ad: Ad, text: Text) -> str:
    moment = local(ad.posted_at)
    pay = f'<strong class="public-salary-item">{_pay(ad)}</strong>' if ad.offer else ""
    facets = "".join(f'<span class="text-nowrap">{each}</span> · ' for each in _facets(ad))
    return (
        f'<li class="list-jobs__item"><div class="job-item" id="job-item-{ad.external_id}">'
        f'<span class="text-nowrap" title="{moment:%H:%M %d.%m.%Y}">{moment.day} дн</span>'
        f'<span title="{ad.serial % 300 + 20} переглядів">{ad.serial % 300 + 20}</span>'
        f'<span title="{ad.serial % 40} відгуків">{ad.serial % 40}</span>'
        f'<a class="job_item__header-link" href="{path(ad)}">'
        f'<h2 class="job-item__position">{escaped(text.title)}</h2></a>'
        f'<span class="small text-gray-800">{escaped(ad.job.company.name)}</span>{pay}'
        f'<span class="location-text">{"Тільки віддалено" if ad.job.remote else ad.job.city}'
        f'</span>{facets}<div class="js-truncated-text">{escaped(text.description[:200])}…</div>'
        f'<div class="js-original-text d-none">{told(text)}</div></div></li>'
    )


def _facets(ad: Ad) -> tuple[str, ...]:
    years = f"{ad.job.years} роки досвіду" if ad.job.years else "Без досвіду"
    return ("Part-time" if ad.job.part_time else "Full-time", years)


def _pay(ad: Ad) -> str:
    """Dollars, or how many signs of them it is worth."""
    if ad.offer is None:
        return ""
    low, high, currency = ad.offer.low, ad.offer.high, ad.offer.currency
    if ad.serial % _LEVEL_ONLY_EVERY == 0 or currency != "USD":
        dollars = high if currency == "USD" else high // 42
        return "$" * min(5, 1 + dollars // _STEP)
    return f"${low}" if low == high else f"${low}-{high}"


def _pagination(links: Links) -> str:
    if links.last <= 1:
        return ""
    numbers = [each for each in range(links.page - 1, links.page + 2) if 1 <= each <= links.last]
    items = "".join(
        f'<li class="page-item"><a class="page-link" href="{links.to(number)}">{number}</a></li>'
        for number in sorted({1, *numbers, links.last})
    )
    return f'<ul class="pagination pagination_with_numbers">{items}</ul>'


def _page(title: str, content: str) -> bytes:
    return (
        f'<!DOCTYPE html><html lang="uk"><head><meta charset="utf-8"><title>{escaped(title)}'
        f" — Djinni</title></head><body><main>{content}</main></body></html>"
    ).encode()
