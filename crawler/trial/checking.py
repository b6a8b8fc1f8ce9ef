"""The contract of a source, tried on it: what `prospekt source check` runs."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from crawler.readings import reading
from crawler.source import Source
from crawler.trial import watched
from crawler.trial.contained import TooLong
from crawler.trial.hostile import cut, hostile, walls
from crawler.trial.pages import blocked, lives_through, mutated, well_read
from crawler.trial.requests import card, requests
from crawler.trial.watched import Broken


class Verdict(Struct, frozen=True, kw_only=True):
    check: str
    ok: bool
    says: str
    mend: str = ""


def checked(
    source: Source, pages: Sequence[tuple[str, bytes, str]], now: datetime
) -> list[Verdict]:
    """Try every rule; `pages` are (name, body, address) of saved pages that are read well."""
    found = [
        _verdict("card", lambda: card(source), "mend its name, summary, address or card"),
        _verdict(
            "requests",
            lambda: requests(source),
            "return the same well-formed requests of its own site for the same watch",
        ),
        _verdict(
            "hostile pages",
            lambda: lives_through(source, hostile(source, now)),
            "catch what a page may do: what cannot be read is `changed`, with the reason",
        ),
        _verdict(
            "walls",
            lambda: blocked(source, walls(source, now)),
            "call crawler.reading.refusals.refusal first, and return `blocked` with its reason",
        ),
    ]
    for name, body, url in pages:
        found += _of_page(source, name, body, url, now)
    return found


def _of_page(source: Source, name: str, body: bytes, url: str, now: datetime) -> Iterator[Verdict]:
    page, _ = reading(source, body, url, now)
    read = _verdict(
        f"{name}: read",
        lambda: well_read(source, page),
        "if it is a page that people read well, mend the parser; give --url if it needs one",
    )
    yield read
    if not read.ok:
        return
    yield _verdict(
        f"{name}: cut off",
        lambda: lives_through(source, cut(page)),
        "a page that ends early is `changed`, or what is left of it",
    )
    yield _verdict(
        f"{name}: mutants",
        lambda: mutated(source, page),
        "tell by a second sign that something is missing, and return `changed`",
    )


def _verdict(check: str, work: Callable[[], str], mend: str) -> Verdict:
    try:
        return Verdict(check=check, ok=True, says=work())
    except Broken as fault:
        return Verdict(check=check, ok=False, says=str(fault), mend=mend)
    except TooLong:
        says = f"did not end within {watched.SECONDS:.0f} s"
        return Verdict(check=check, ok=False, says=says, mend="look for what goes on for ever")
    except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything
        says = f"raises {type(error).__name__}: {error}"
        return Verdict(check=check, ok=False, says=says[:300], mend=mend)
