"""The contract of a source, tried on it: what `prospekt source check` runs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from contracts.frontier import Kind, Request
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchFilters, WatchSpec
from crawler.answers import LONGEST_URL
from crawler.contained import TooLong, contained
from crawler.hostile import cut, hostile, walls, with_body
from crawler.mutants import lost, mutants
from crawler.readings import reading
from crawler.source import Source
from crawler.sources.asked import site_of

ANY_SITE: Final = "https://another-site.example/"
"""Given to a source that reads whatever site a watch names."""
SECONDS: Final = 10.0
"""For one page: a hundred thousand times what a parser takes."""
_SAID: Final = frozenset({Outcome.OK, Outcome.EMPTY, Outcome.CHANGED, Outcome.BLOCKED})
_YIELDS: Final = frozenset({"postings", "documents", "observations"})
_SECRETS: Final = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})


class Verdict(Struct, frozen=True, kw_only=True):
    check: str
    ok: bool
    says: str
    mend: str = ""


class Broken(Exception):  # noqa: N818 - a word of this file: what a check found
    pass


def checked(
    source: Source, pages: Sequence[tuple[str, bytes, str]], now: datetime
) -> list[Verdict]:
    """Try every rule; `pages` are (name, body, address) of saved pages that are read well."""
    found = [
        _verdict("card", lambda: _card(source), "mend its name, summary, address or card"),
        _verdict(
            "requests",
            lambda: _requests(source),
            "return the same well-formed requests of its own site for the same watch",
        ),
        _verdict(
            "hostile pages",
            lambda: _lives_through(source, hostile(source, now)),
            "catch what a page may do: what cannot be read is `changed`, with the reason",
        ),
        _verdict(
            "walls",
            lambda: _blocked(source, walls(source, now)),
            "call crawler.refusals.refusal first, and return `blocked` with its reason",
        ),
    ]
    for name, body, url in pages:
        found += _of_page(source, name, body, url, now)
    return found


def _of_page(source: Source, name: str, body: bytes, url: str, now: datetime) -> Iterator[Verdict]:
    page, _ = reading(source, body, url, now)
    well_read = _verdict(
        f"{name}: read",
        lambda: _well_read(source, page),
        "if it is a page that people read well, mend the parser; give --url if it needs one",
    )
    yield well_read
    if not well_read.ok:
        return
    yield _verdict(
        f"{name}: cut off",
        lambda: _lives_through(source, cut(page)),
        "a page that ends early is `changed`, or what is left of it",
    )
    yield _verdict(
        f"{name}: mutants",
        lambda: _mutants(source, page),
        "tell by a second sign that something is missing, and return `changed`",
    )


def _verdict(check: str, work: Callable[[], str], mend: str) -> Verdict:
    try:
        return Verdict(check=check, ok=True, says=work())
    except Broken as fault:
        return Verdict(check=check, ok=False, says=str(fault), mend=mend)
    except TooLong:
        says = f"did not end within {SECONDS:.0f} s"
        return Verdict(check=check, ok=False, says=says, mend="look for what goes on for ever")
    except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything
        says = f"raises {type(error).__name__}: {error}"
        return Verdict(check=check, ok=False, says=says[:300], mend=mend)


def _card(source: Source) -> str:
    card = source.card
    if not source.summary.strip():
        raise Broken("its summary is empty")
    if not card.yields or not set(card.yields) <= _YIELDS:
        raise Broken(f"its card yields {card.yields!r}; known: {', '.join(sorted(_YIELDS))}")
    if source.base_url.endswith("/") or "@" in site_of(source.base_url):
        raise Broken(f"its address {source.base_url!r} ends with a slash or holds a credential")
    return f"{source.name}: {', '.join(card.yields)}"


def _samples(source: Source) -> tuple[WatchSpec, ...]:
    name, site = (source.name,), (source.base_url or ANY_SITE,)
    filters = WatchFilters(
        places=("Київ",), remote=True, posted_within="24h", employment=("full-time",), salary_min=1
    )
    return (
        WatchSpec(keywords=("data engineer",)),
        WatchSpec(keywords=("інженер даних", "C++ & C#", "100%"), sources=name, filters=filters),
        WatchSpec(subject="бухгалтер", sources=name, languages=("uk", "ru")),
        WatchSpec(websites=site, sources=name),
        WatchSpec(websites=("https://another.example/",)),
    )


def _requests(source: Source) -> str:
    total = 0
    for spec in _samples(source):
        with contained(SECONDS) as tried:
            requests, again = source.requests(spec), source.requests(spec)
        _refused(tried)
        if requests != again:
            raise Broken("the same watch is answered by other requests the second time")
        for request in requests:
            _well_formed(source, request)
        total += len(requests)
    if not total and source.card.needs:
        return f"none as it is set up now: {source.card.needs}"
    if not total:
        raise Broken("no watch is answered, not even one that names the source and its site")
    return f"{total} for {len(_samples(source))} watches"


def _well_formed(source: Source, request: Request) -> None:
    what = f"request {request.url[:120]!r}"
    _keeps_secrets(request, what)
    if request.kind is Kind.HTTP:
        _on_its_site(source, request, what)
    if request.source != source.name:
        raise Broken(f"{what} is for source {request.source!r}")


def _keeps_secrets(request: Request, what: str) -> None:
    if "@" in request.url.partition("://")[2].partition("/")[0]:
        raise Broken(f"{what} holds a credential")
    if _SECRETS & {name.lower() for name in request.headers}:
        raise Broken(f'{what} sends a secret itself; name it in meta["credential"]')
    if any("\n" in part or "\r" in part for pair in request.headers.items() for part in pair):
        raise Broken(f"{what} has a header of several lines")


def _on_its_site(source: Source, request: Request, what: str) -> None:
    if not request.url.startswith(("http://", "https://")) or not site_of(request.url):
        raise Broken(f"{what} is no address of the web")
    if len(request.url) > LONGEST_URL:
        raise Broken(f"{what} is longer than {LONGEST_URL}")
    ours = site_of(source.base_url or ANY_SITE)
    if site_of(request.url) != ours and not source.matches(request.url):
        raise Broken(f"{what} is not of its own site")


def _lives_through(source: Source, pages: Iterable[tuple[str, Page]]) -> str:
    count = 0
    for what, page in pages:
        try:
            parsed = _parsed(source, page)
            _complete(source, parsed)
        except Broken as fault:
            raise Broken(f"{what}: {fault}") from fault
        count += 1
    return f"{count} pages, an outcome each"


def _blocked(source: Source, pages: Iterable[tuple[str, Page]]) -> str:
    count = 0
    for what, page in pages:
        parsed = _parsed(source, page)
        if parsed.outcome is not Outcome.BLOCKED:
            raise Broken(f"{what} is taken for `{parsed.outcome}`")
        count += 1
    return f"{count} pages, all `blocked`"


def _well_read(source: Source, page: Page) -> str:
    parsed = _parsed(source, page)
    if parsed.outcome is not Outcome.OK:
        raise Broken(f"`{parsed.outcome}`: {parsed.reason or 'no reason given'}")
    given = {
        "postings": parsed.postings,
        "sightings": parsed.sightings,
        "documents": parsed.documents,
        "observations": parsed.observations,
        "links": parsed.follow,
    }
    if not any(given.values()):
        raise Broken("`ok`, but it gave nothing: no posting, sighting, document or link")
    _complete(source, parsed)
    return ", ".join(f"{len(found)} {what}" for what, found in given.items() if found)


def _mutants(source: Source, page: Page) -> str:
    before, count, as_before = _parsed(source, page), 0, 0
    for mutant in mutants(page.body):
        after = _parsed(source, with_body(page, mutant.body))
        hidden = lost(before, after)
        if hidden:
            raise Broken(f"{mutant.what}: {hidden}")
        count += 1
        as_before += after.outcome is before.outcome
    return f"{count}: {as_before} read as before, {count - as_before} told as changed"


def _parsed(source: Source, page: Page) -> Parsed:
    """Parse twice, contained: both times the same, and nothing else done."""
    with contained(SECONDS) as tried:
        try:
            parsed, again = source.parse(page), source.parse(page)
        except Exception as error:
            _refused(tried)
            raise Broken(f"parse raises {type(error).__name__}: {error}"[:200]) from error
    _refused(tried)
    if parsed != again:
        raise Broken("parse gives another answer the second time")
    if getattr(parsed, "outcome", None) not in _SAID:
        raise Broken("parse returns no Parsed with an outcome of a source")
    if parsed.outcome in (Outcome.CHANGED, Outcome.BLOCKED) and not parsed.reason:
        raise Broken(f"`{parsed.outcome}` without a reason")
    return parsed


def _refused(tried: Sequence[str]) -> None:
    if tried:
        raise Broken(f"it tries {tried[0]}: a source does nothing but read bytes")


def _complete(source: Source, parsed: Parsed) -> None:
    """What is published must have its name, and what is followed an address."""
    ids = [posting.external_id for posting in parsed.postings]
    if len(set(ids)) < len(ids):
        raise Broken("one page gives two postings of one external_id")
    for posting in parsed.postings:
        missing = [
            name
            for name in ("external_id", "title", "description")
            if not str(getattr(posting, name)).strip()
        ]
        if missing:
            raise Broken(f"posting {posting.external_id!r} has no {', '.join(missing)}")
    for document in parsed.documents:
        if not document.external_id or not document.text.strip():
            raise Broken(f"document {document.external_id!r} has no id or no text")
    for link in parsed.follow:
        if link.source != source.name or len(link.url) > LONGEST_URL:
            raise Broken(f"link {link.url[:120]!r} is too long or for source {link.source!r}")
