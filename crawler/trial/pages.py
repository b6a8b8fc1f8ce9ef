"""What a source makes of pages, held to the contract: hostile ones, walls, good ones, mutants."""

from collections.abc import Iterable
from typing import Final

from contracts.records import Outcome, Page, Parsed
from crawler.answers import LONGEST_URL
from crawler.source import Source
from crawler.trial.hostile import with_body
from crawler.trial.mutants import lost, mutants
from crawler.trial.watched import Broken, on_trial

_SAID: Final = frozenset({Outcome.OK, Outcome.EMPTY, Outcome.CHANGED, Outcome.BLOCKED})


def lives_through(source: Source, pages: Iterable[tuple[str, Page]]) -> str:
    count = 0
    for what, page in pages:
        try:
            parsed = _parsed(source, page)
            _complete(source, parsed)
        except Broken as fault:
            raise Broken(f"{what}: {fault}") from fault
        count += 1
    return f"{count} pages, an outcome each"


def blocked(source: Source, pages: Iterable[tuple[str, Page]]) -> str:
    count = 0
    for what, page in pages:
        parsed = _parsed(source, page)
        if parsed.outcome is not Outcome.BLOCKED:
            raise Broken(f"{what} is taken for `{parsed.outcome}`")
        count += 1
    return f"{count} pages, all `blocked`"


def well_read(source: Source, page: Page) -> str:
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


def mutated(source: Source, page: Page) -> str:
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
    try:
        with on_trial():
            parsed, again = source.parse(page), source.parse(page)
    except Broken:
        raise
    except Exception as error:
        raise Broken(f"parse raises {type(error).__name__}: {error}"[:200]) from error
    if parsed != again:
        raise Broken("parse gives another answer the second time")
    if getattr(parsed, "outcome", None) not in _SAID:
        raise Broken("parse returns no Parsed with an outcome of a source")
    if parsed.outcome in (Outcome.CHANGED, Outcome.BLOCKED) and not parsed.reason:
        raise Broken(f"`{parsed.outcome}` without a reason")
    return parsed


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
