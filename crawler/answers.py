"""What an answer of a site means for its lease (pure)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urljoin, urlsplit

import msgspec
from msgspec.structs import replace

from contracts.asking import CREDENTIAL
from contracts.frontier import Request, Role
from contracts.records import Document, Outcome, Page, Parsed, Posting
from crawler.reading.refusals import changed
from crawler.source import Source

MOST_REDIRECTS: Final = 10
DEEPEST: Final = 2_000
"""Pages from the first of a listing; a walk that gets there goes round in a circle."""
LONGEST_URL: Final = 2_083
LARGEST: Final = 1 << 20
"""Bytes of an ad or a document: ten books. The log would refuse more, and the crawl stand still."""
LONGEST_DELAY_MS: Final = 3_600_000
_FIRST_DELAY_MS: Final = 1_000
_MOST_DOUBLINGS: Final = 10
_MOST_DIGITS: Final = 9
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_AS_THEY_WERE: Final = frozenset({307, 308})
"""Redirects that keep the method and the body."""
_AGAIN: Final = frozenset({408, 425, 429})
_FAULTS: Final = 500


def comes_again(status: int) -> bool:
    """Tell whether the same request may get another answer later."""
    return status >= _FAULTS or status in _AGAIN


def retry_delay_ms(attempt: int, retry_after_ms: int | None) -> int:
    """Wait twice as long after each attempt, or as long as the site asks."""
    if retry_after_ms is not None:
        return min(retry_after_ms, LONGEST_DELAY_MS)
    return min(_FIRST_DELAY_MS << min(attempt - 1, _MOST_DOUBLINGS), LONGEST_DELAY_MS)


def retry_after_ms(header: str, now: datetime) -> int | None:
    """Read Retry-After, which is seconds or a date by the site's clock."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:_MOST_DIGITS]) * 1000, LONGEST_DELAY_MS)
    moment = _date(text)
    if moment is None:
        return None
    return max(0, min(int((moment - now).total_seconds() * 1000), LONGEST_DELAY_MS))


def sites_clock(date: bytes | None, ours: datetime) -> datetime:
    """Tell what time it is for the site, by the Date of its answer: ours may be wrong by hours."""
    return _date((date or b"").decode("latin-1")) or ours


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def read(source: Source, page: Page) -> Parsed:
    """Read a page, or follow where it points; a parser's fault is `changed`, never a loss."""
    if page.status in _REDIRECTS:
        return _redirected(page)
    try:
        parsed = source.parse(page)
    except Exception as error:  # noqa: BLE001 - a fault of a parser must not lose its page
        return changed(f"{source.name} could not read it: {type(error).__name__}: {error}")
    return _not_too_large(page, _not_too_deep(page.request, parsed))


def _redirected(page: Page) -> Parsed:
    request, said = page.request, page.headers.get("location", "")
    if request.redirects >= MOST_REDIRECTS:
        return changed(f"more than {MOST_REDIRECTS} redirects")
    try:
        target = urljoin(page.url, said)
        parts = urlsplit(target)
    except ValueError:
        return changed(f"a redirect to {said!r}, which is no address")
    fetchable = parts.scheme in ("http", "https") and parts.netloc and len(target) <= LONGEST_URL
    if not said or not fetchable:
        return changed(f"a redirect to {said[:200]!r}, which cannot be fetched")
    onward = replace(request, url=target, redirects=request.redirects + 1)
    if onward.host != request.host:
        own = {key: value for key, value in request.meta.items() if key != CREDENTIAL}
        onward = replace(onward, meta=own)  # a secret is not for whom a site points to
    if page.status not in _AS_THEY_WERE:
        onward = replace(onward, method="GET", body=b"")
    return Parsed(outcome=Outcome.OK, follow=(onward,))


def _not_too_large(page: Page, parsed: Parsed) -> Parsed:
    """Leave out what is no text for people; its page stands in the archive."""
    if len(page.body) <= LARGEST:
        return parsed
    postings = tuple(each for each in parsed.postings if _size(each) <= LARGEST)
    documents = tuple(each for each in parsed.documents if _size(each) <= LARGEST)
    out = len(parsed.postings) + len(parsed.documents) - len(postings) - len(documents)
    if not out:
        return parsed
    reason = f"texts larger than {LARGEST >> 20} MiB are left out: {out}"
    return replace(
        parsed, outcome=Outcome.CHANGED, reason=reason, postings=postings, documents=documents
    )


def _size(found: Posting | Document) -> int:
    return len(msgspec.json.encode(found))


def _not_too_deep(request: Request, parsed: Parsed) -> Parsed:
    follow = tuple(link for link in parsed.follow if link.role is not Role.LISTING)
    if request.depth < DEEPEST or len(follow) == len(parsed.follow):
        return parsed
    reason = f"page {DEEPEST} of a listing leads to one more: a circle?"
    return replace(parsed, outcome=Outcome.CHANGED, reason=reason, follow=follow)
