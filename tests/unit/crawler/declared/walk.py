"""A small crawl in memory: a source is asked and read until nothing is left to follow."""

import json
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from console.declarations import parse_declarations
from contracts.asking import decode_part
from contracts.frontier import Request, Role, decode_request, encode_request, fingerprint
from contracts.records import Document, Observation, Outcome, Page, Parsed, Posting
from contracts.subjects import WatchFilters, WatchSpec
from crawler.schedule.sweeps import handed_on, opened
from crawler.source import Source
from crawler.sources.declared.source import declared_source
from tests.builders import NOW

MOST = 500
HEAD = "apiVersion: prospekt.dev/v1alpha1\nkind: Source\nmetadata: {name: mine}\nspec:\n"


class Answer(Struct):
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = {}


Site = Callable[[Request], Answer]


class Walk(Struct):
    """What came of it."""

    requests: list[Request] = []
    parsed: list[Parsed] = []

    @property
    def outcomes(self) -> list[Outcome]:
        return [each.outcome for each in self.parsed]

    @property
    def reasons(self) -> str:
        return "; ".join(each.reason for each in self.parsed if each.reason)

    @property
    def postings(self) -> list[Posting]:
        return [posting for each in self.parsed for posting in each.postings]

    @property
    def documents(self) -> list[Document]:
        return [document for each in self.parsed for document in each.documents]

    @property
    def observations(self) -> list[Observation]:
        return [seen for each in self.parsed for seen in each.observations]


def a_source(spec: str) -> Source:
    """`spec` as it stands under `spec:` in a file, indented by two."""
    (declared,) = parse_declarations(HEAD + spec, "mine.yaml").sources
    return declared_source(declared)


def asking(*keywords: str, name: str = "mine", **filters: Any) -> WatchSpec:
    return WatchSpec(keywords=keywords, sources=(name,), filters=WatchFilters(**filters))


def walk(source: Source, site: Site, spec: WatchSpec | None = None) -> Walk:
    """Each request goes through its stored form, as on a frontier, and is fetched once."""
    done, seen = Walk(), set[int]()
    roots = source.requests(spec or asking(name=source.name))
    waiting = [opened(root, "w", NOW)[1] for root in roots]
    while waiting:
        request = decode_request(encode_request(waiting.pop(0)))
        if fingerprint(request) in seen:
            continue
        seen.add(fingerprint(request))
        assert len(seen) < MOST, "it goes round in a circle"
        parsed = source.parse(a_page(request, site(request)))
        done.requests.append(request)
        done.parsed.append(parsed)
        waiting += [handed_on(request, link) for link in parsed.follow]
    return done


def a_page(request: Request, answer: Answer) -> Page:
    return Page(
        request=request,
        url=request.url,
        status=answer.status,
        body=answer.body,
        headers=answer.headers,
        fetched_at=NOW,
    )


def a_listing(source: Source, body: bytes, **headers: str) -> Parsed:
    """Read one first page."""
    (root,) = source.requests(asking(name=source.name))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return source.parse(a_page(root, Answer(body, headers=named)))


def a_file(body: bytes, part: int = 0) -> Site:
    """A folder's file, in parts as asked for, or in parts of so many bytes."""

    def answer(request: Request) -> Answer:
        asked = decode_part(request.body)
        piece = body[asked.offset : asked.offset + (part or asked.length)]
        end = asked.offset + len(piece) - 1
        said = f"bytes {asked.offset}-{end}/{len(body)}" if piece else f"bytes */{len(body)}"
        return Answer(piece, status=206, headers={"content-range": said})

    return answer


def as_lines(*rows: object) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def is_detail(request: Request) -> bool:
    return request.role is Role.DETAIL
