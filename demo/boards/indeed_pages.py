"""Pages of the search engine of jobs."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from demo.ads import Ad
from demo.boards.answer import escaped
from demo.boards.job_posting import job_posting, place, script
from demo.boards.prose import in_paragraphs
from demo.pay import Offer
from demo.text import Text

_NAME: Final = 'window.mosaic.providerData["mosaic-provider-jobcards"]'
_DECOY: Final = (
    f"<script>/* {_NAME} comes below */ window.mosaic = window.mosaic || {{}};"
    f"if (!window.mosaic.providerData) {{ window.mosaic.providerData = {{}}; }}"
    f"var seen = '{_NAME}';</script>"
)
_LIFE: Final = timedelta(days=60)


def listing(
    shown: Sequence[tuple[Ad, Text]], model: Mapping[str, Any] | None, *, total: int, onward: str
) -> bytes:
    if not shown:
        words = "За вашим запитом вакансій не знайдено"
        return _page("Вакансії", f'<div class="jobsearch-NoResult-messageContainer">{words}</div>')
    cards = "".join(_card(ad, text) for ad, text in shown)
    data = ""
    if model is not None:
        written = msgspec.json.encode(model).decode().replace("</", "<\\/")
        data = f"{_DECOY}<script>{_NAME}={written};</script>"
    return _page(
        "Вакансії",
        f'<div class="jobsearch-JobCountAndSortPane-jobCount"><span>{total} вакансій'
        f'</span></div><div id="mosaic-jobResults"><ul>{cards}</ul></div>{data}{onward}',
    )


def onward(query: Mapping[str, str], start: int) -> str:
    link = escape(urlencode({**query, "start": start}))
    return f'<nav><a data-testid="pagination-page-next" href="/jobs?{link}">Далі</a></nav>'


def detail(ad: Ad, text: Text, base: str, now: datetime) -> bytes:
    told = in_paragraphs(text)
    posting = job_posting(
        ad,
        text.title,
        told,
        url=f"{base}/viewjob?jk={ad.external_id}",
        posted=ad.posted_at.isoformat(),
        until=ad.posted_at + _LIFE,
    )
    if ad.job.remote:
        posting["jobLocationType"] = "TELECOMMUTE"
    else:
        posting["jobLocation"] = place(ad.job.city)
    where = "Віддалено" if ad.job.remote else ad.job.city
    wage = f'<div id="salaryInfoAndJobType"><span>{pay(ad.offer)}</span></div>' if ad.offer else ""
    gone = "" if ad.open_at(now) else "<div>Термін дії цієї вакансії на Indeed закінчився</div>"
    return _page(
        text.title,
        f"{script(posting) if ad.open_at(now) else ''}{gone}"
        f'<h1 class="jobsearch-JobInfoHeader-title"><span>{escaped(text.title)}</span></h1>'
        f'<div data-testid="inlineHeader-companyName">{escaped(ad.job.company.name)}</div>'
        f'<div data-testid="inlineHeader-companyLocation">{where}</div>{wage}'
        f'<div id="jobDescriptionText">{told}</div>',
    )


def pay(offer: Offer | None) -> str:
    if offer is None:
        return ""
    low, high = (f"{each:,}".replace(",", "\u00a0") for each in (offer.low, offer.high))
    return f"{low} грн на місяць" if low == high else f"{low} грн – {high} грн на місяць"


def _card(ad: Ad, text: Text) -> str:
    wage = ""
    if ad.offer:
        wage = f'<div class="salary-snippet-container">{pay(ad.offer)}</div>'
    return (
        f'<li><div class="job_seen_beacon"><h2 class="jobTitle"><a data-jk="{ad.external_id}" '
        f'href="/rc/clk?jk={ad.external_id}&amp;fccid=demo"><span title="{escape(text.title)}">'
        f"{escaped(text.title)}</span></a></h2>"
        f'<span data-testid="company-name">{escaped(ad.job.company.name)}</span>'
        f'<div data-testid="text-location">{"Віддалено" if ad.job.remote else ad.job.city}</div>'
        f"{wage}</div></li>"
    )


def _page(title: str, content: str) -> bytes:
    return (
        f'<!DOCTYPE html><html lang="uk"><head><meta charset="utf-8"><title>{escaped(title)} | '
        f"Indeed</title></head><body>{content}</body></html>"
    ).encode()
