"""robota.ua's GraphQL: whole vacancies, 40 a page, without dates. Errors come with HTTP 200."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from contracts.frontier import Request, Role
from contracts.records import Outcome, Page, Parsed, Salary
from crawler.reading.ads import an_ad
from crawler.reading.html_text import paragraphs
from crawler.reading.json_values import (
    amount,
    decoded,
    entries,
    identifier,
    lacking,
    line,
    mapping,
    unplain,
    whole,
)
from crawler.reading.pages import Shown, listed
from crawler.reading.refusals import blocked, changed

PER_PAGE: Final = 40
_OPERATION: Final = "getPublishedVacanciesList"
_TARGET: Final = f"/?q={_OPERATION}"
_QUERY: Final = (
    f"query {_OPERATION}($filter: PublishedVacanciesFilterInput!,"
    " $pagination: PublishedVacanciesPaginationInput!) {"
    " publishedVacancies(filter: $filter, pagination: $pagination) { totalCount items {"
    " id title fullDescription city { ua } salary { amountFrom amountTo currency }"
    " company { id name } } } }"
)
_CURRENCIES: Final = {"₴": "UAH", "$": "USD", "€": "EUR"}
_INSIDE: Final = {
    "city": ("ua",),
    "salary": ("amountFrom", "amountTo", "currency"),
    "company": ("name",),
}
_REFUSED: Final = ("forbidden", "unauthor", "unauthenticated", "too many", "rate limit", "captcha")


def search(base_url: str, source: str, words: str, page: int = 0) -> Request:
    variables = {
        "filter": {"keywords": words},
        "pagination": {"page": page, "count": PER_PAGE},
    }
    body = {"operationName": _OPERATION, "query": _QUERY, "variables": variables}
    return Request(
        url=base_url.replace("://api.", "://dracula.") + _TARGET,
        source=source,
        role=Role.LISTING,
        method="POST",
        headers={"Accept": "application/json", "Content-Type": "application/json"},
        body=msgspec.json.encode(body),
    )


def is_one(page: Page) -> bool:
    return _OPERATION in page.url


def read(page: Page, data: Mapping[str, Any], pages: str) -> Parsed:
    if data.get("errors"):
        return _failed(entries(data["errors"]))
    found = mapping(mapping(data.get("data")).get("publishedVacancies"))
    items, total = found.get("items"), whole(found.get("totalCount"))
    if not isinstance(items, list) or total is None:
        return changed("an answer without `publishedVacancies` and its `items` and `totalCount`")
    words, here, size = _asked(page)
    if not items:
        reason = f"page {here} is empty though {total} vacancies are stated"
        return changed(reason) if total > here * size else Parsed(outcome=Outcome.EMPTY)
    if not any(items):
        return changed("every vacancy of the page is null")
    more = total > here * size + len(items)
    base = page.url.partition("/?")[0]
    after = [search(base, page.request.source, words, here + 1)] if more else []
    shown = [_shown(each, pages) for each in items if each is not None]
    return listed(shown, rich=True, onward=after)


def _failed(errors: list[Any]) -> Parsed:
    """HTTP 200 says nothing here: a refusal is told by its words."""
    said = "; ".join(filter(None, (line(each, "message") for each in errors)))[:200] or "unknown"
    refused = any(word in said.casefold() for word in _REFUSED)
    return (blocked if refused else changed)(f"GraphQL errors: {said}")


def _asked(page: Page) -> tuple[str, int, int]:
    """What was asked stands in the request's body."""
    variables = mapping(
        mapping(decoded(page.request.body.decode("utf-8", "replace"))).get("variables")
    )
    pagination = mapping(variables.get("pagination"))
    here, size = whole(pagination.get("page")) or 0, whole(pagination.get("count")) or PER_PAGE
    return line(variables, "filter", "keywords"), here, size


def _shown(item: object, pages: str) -> Shown:
    data = mapping(item)
    found, title = identifier(data.get("id")), line(data, "title")
    if not found or not title:
        return Shown(None, "a vacancy without `id` or `title`")
    text = paragraphs(data["fullDescription"]) if line(data, "fullDescription") else ""
    company = identifier(mapping(data.get("company")).get("id"))
    posting = an_ad(
        found,
        title,
        url=f"{pages}/company{company or 0}/vacancy{found}",
        company=line(data, "company", "name"),
        places=tuple(filter(None, [line(data, "city", "ua")])),
        salary=_salary(mapping(data.get("salary"))),
        description=text,
    )
    missing = _missing(data) or unplain(data, "fullDescription")
    return Shown(posting, f"a vacancy without `{missing}`" if missing else "")


def _missing(data: Mapping[str, Any]) -> str:
    """What was asked for is there, though it may be null."""
    parts = [lacking(data[key], *inner) for key, inner in _INSIDE.items() if mapping(data.get(key))]
    return next(filter(None, [lacking(data, *_INSIDE), *parts]), "")


def _salary(said: Mapping[str, Any]) -> Salary | None:
    low, high = amount(said.get("amountFrom")), amount(said.get("amountTo"))
    currency = line(said, "currency").upper()
    if low is None and high is None:
        return None
    return Salary(min=low, max=high, currency=_CURRENCIES.get(currency, currency) or "UAH")
