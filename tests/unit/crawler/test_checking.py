"""The contract of a source tried on it: a good one passes, each sin is found."""

import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from contracts.frontier import Request, Role, host_of
from contracts.records import Outcome, Page, Parsed, Posting
from contracts.subjects import WatchSpec
from crawler.reading.html_text import parse_html
from crawler.reading.refusals import blocked, changed, doubted, refusal
from crawler.source import Card
from crawler.sources.asked import asked
from crawler.trial import watched
from crawler.trial.checking import checked
from tests.builders import NOW

CARD = '<div class="job"><h2 class="title">Job {0}</h2><p class="text">Text of {0}.</p></div>'
PAGE = f"<html><body><main>{''.join(map(CARD.format, range(1, 4)))}</main></body></html>".encode()


class Small:
    """As small as a source can be and keep the contract."""

    name = "small"
    summary = "a board for tests"
    base_url = "https://small.example"
    card = Card()

    def matches(self, url: str) -> bool:
        return host_of(url) == "small.example"

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        wanted = asked(spec, self.matches)
        if wanted is None:
            return ()
        return (Request(url=f"{self.base_url}/jobs", source=self.name, role=Role.LISTING),)

    def parse(self, page: Page) -> Parsed:
        text = page.body.decode("utf-8", "replace")
        reason = refusal(page, text)
        return blocked(reason) if reason else doubted(self.read(page, text), text)

    def read(self, _: Page, text: str) -> Parsed:
        tree = parse_html(text)
        if tree is None:
            return changed("far too many tags")
        titles, texts, shown = tree.css(".job .title"), tree.css(".job .text"), tree.css("h2")
        if not titles or len(titles) != len(shown) or len(texts) != len(shown):
            return changed(f"{len(titles)} titles, {len(texts)} texts, {len(shown)} headings")
        postings = tuple(
            Posting(external_id=title.text(), title=title.text(), description=body.text())
            for title, body in zip(titles, texts, strict=True)
            if title.text().strip() and body.text().strip()
        )
        outcome = Outcome.OK if len(postings) == len(shown) else Outcome.CHANGED
        return Parsed(outcome=outcome, postings=postings, reason="no text")


def failures(source: Any, *pages: bytes) -> dict[str, str]:
    given = [("page", body, "") for body in pages]
    return {each.check: each.says for each in checked(source, given, NOW) if not each.ok}


def a_source(**members: Any) -> Small:
    made: Small = type("Sinful", (Small,), members)()
    return made


def test_a_source_that_keeps_the_contract_passes() -> None:
    found = checked(Small(), [("page", PAGE, "")], NOW)
    assert not failures(Small(), PAGE)
    assert [each.check for each in found][-3:] == ["page: read", "page: cut off", "page: mutants"]


def _raises(_: object, page: Page, __: str) -> Parsed:
    raise KeyError(page.url)


def _calls_home(_: object, __: Page, ___: str) -> Parsed:
    socket.create_connection(("127.0.0.1", 9), 1)
    return changed("never")


def _calls_home_quietly(_: object, __: Page, ___: str) -> Parsed:
    with suppress(OSError):
        socket.getaddrinfo("small.example", 80)
    return changed("as if nothing were")


def _writes(_: object, page: Page, __: str) -> Parsed:
    Path("/tmp/prospekt-trespass").write_bytes(page.body)  # noqa: S108 - it is never written
    return changed("never")


class Counting(Small):
    """Another answer each time."""

    def __init__(self) -> None:
        self.count = 0

    def read(self, _: Page, __: str) -> Parsed:
        self.count += 1
        return changed(f"asked {self.count} times")


@pytest.mark.parametrize(
    ("source", "check", "says"),
    [
        (a_source(read=_raises), "hostile pages", "raises KeyError"),
        (a_source(read=_calls_home), "hostile pages", "it tries socket."),
        (a_source(read=_calls_home_quietly), "hostile pages", "it tries socket.getaddrinfo"),
        (a_source(read=_writes), "hostile pages", "it tries open"),
        (a_source(parse=lambda *_: None), "hostile pages", "no Parsed"),
        (a_source(read=lambda *_: changed("")), "hostile pages", "without a reason"),
        (Counting(), "hostile pages", "another answer the second time"),
        (a_source(parse=lambda *_: changed("all")), "walls", "is taken for `changed`"),
        (a_source(summary=" "), "card", "summary is empty"),
        (a_source(requests=lambda *_: ()), "requests", "no watch is answered"),
    ],
)
def test_each_sin_is_found(source: Small, check: str, says: str) -> None:
    assert says in failures(source)[check]
    assert not Path("/tmp/prospekt-trespass").exists()  # noqa: S108 - as above


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        ({"url": "https://other.example/jobs"}, "not of its own site"),
        ({"url": "https://user:secret@small.example/"}, "holds a credential"),
        ({"url": "ftp://small.example/"}, "no address of the web"),
        ({"source": "another"}, "is for source 'another'"),
        ({"headers": {"Authorization": "Bearer x"}}, "sends a secret itself"),
        ({"headers": {"X": "a\r\nb"}}, "header of several lines"),
    ],
)
def test_a_request_that_is_not_well_formed_is_found(request_: dict[str, Any], says: str) -> None:
    given = Request(**{"url": "https://small.example/jobs", "source": "small", **request_})
    source = a_source(requests=lambda *_: (given,))
    assert says in failures(source)["requests"]


def test_a_parser_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> Parsed:
        while True:
            pass

    monkeypatch.setattr(watched, "SECONDS", 0.05)
    assert "did not end" in failures(a_source(read=endless))["hostile pages"]


def test_a_parser_that_loses_cards_behind_ok_is_found() -> None:
    def careless(_: object, __: Page, text: str) -> Parsed:
        tree = parse_html(text)
        cards = tree.css(".job .title") if tree else []
        postings = tuple(
            Posting(external_id=card.text(), title=card.text(), description="text")
            for card in cards
            if card.text().strip()
        )
        return Parsed(outcome=Outcome.OK if postings else Outcome.EMPTY, postings=postings)

    found = failures(a_source(read=careless), PAGE)
    assert found == {"page: mutants": "class job renamed: empty without 3 of 3 postings (Job 1)"}


def test_a_page_that_is_not_read_well_is_told_and_not_tried_further() -> None:
    assert failures(Small(), b"<html><h2>x</h2></html>") == {
        "page: read": "`changed`: 0 titles, 0 texts, 1 headings"
    }


class Anywhere(Small):
    """It reads what a watch names, and has no site of its own."""

    base_url = ""

    def matches(self, _: str) -> bool:
        return False

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        if self.name not in spec.sources:
            return ()
        return tuple(Request(url=url, source=self.name, role=Role.LISTING) for url in spec.websites)


class Forbidden(Small):
    card = Card(needs="forbidden: set allowed")

    def requests(self, _: WatchSpec) -> tuple[Request, ...]:
        return ()


def test_a_source_for_any_site_is_given_one() -> None:
    found = {each.check: each for each in checked(Anywhere(), [], NOW)}
    assert (found["requests"].ok, found["requests"].says) == (True, "1 for 5 watches")


def test_a_source_that_may_not_be_asked_says_what_it_needs() -> None:
    found = {each.check: each for each in checked(Forbidden(), [], NOW)}
    assert found["requests"].ok
    assert found["requests"].says == "none as it is set up now: forbidden: set allowed"
