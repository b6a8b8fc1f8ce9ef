"""What a source says of itself and what it asks for, held to the contract."""

from typing import Final

from contracts.frontier import Kind, Request, host_of
from contracts.subjects import WatchFilters, WatchSpec
from crawler.answers import LONGEST_URL
from crawler.source import Source
from crawler.trial.watched import Broken, on_trial

ANY_SITE: Final = "https://another-site.example/"
"""Given to a source that reads whatever site a watch names."""
_YIELDS: Final = frozenset({"postings", "documents", "observations"})
_SECRETS: Final = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})


def card(source: Source) -> str:
    told = source.card
    if not source.summary.strip():
        raise Broken("its summary is empty")
    if not told.yields or not set(told.yields) <= _YIELDS:
        raise Broken(f"its card yields {told.yields!r}; known: {', '.join(sorted(_YIELDS))}")
    if source.base_url.endswith("/") or "@" in host_of(source.base_url):
        raise Broken(f"its address {source.base_url!r} ends with a slash or holds a credential")
    return f"{source.name}: {', '.join(told.yields)}"


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


def requests(source: Source) -> str:
    total = 0
    for spec in _samples(source):
        with on_trial():
            asked, again = source.requests(spec), source.requests(spec)
        if asked != again:
            raise Broken("the same watch is answered by other requests the second time")
        for request in asked:
            _well_formed(source, request)
        total += len(asked)
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
    if not request.url.startswith(("http://", "https://")) or not host_of(request.url):
        raise Broken(f"{what} is no address of the web")
    if len(request.url) > LONGEST_URL:
        raise Broken(f"{what} is longer than {LONGEST_URL}")
    ours = host_of(source.base_url or ANY_SITE)
    if host_of(request.url) != ours and not source.matches(request.url):
        raise Broken(f"{what} is not of its own site")
