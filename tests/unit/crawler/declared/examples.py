"""The worked examples of docs/sources.md, run on sites of the tests' own."""

from collections.abc import Callable
from pathlib import Path

from console.declarations import Declarations, read_declarations
from contracts.frontier import Request
from contracts.subjects import WatchSpec
from crawler.sources.declared.source import declared_source
from tests.unit.crawler.declared.walk import Answer, Walk, walk

DOCS = Path(__file__).parents[4] / "docs"


def example(name: str) -> Declarations:
    return read_declarations(DOCS / "examples" / f"{name}.yaml")


def run(name: str, site: Callable[[Request], Answer], *keywords: str, number: int = 0) -> Walk:
    declared = example(name).sources[number]
    spec = WatchSpec(keywords=keywords, sources=(declared.name,))
    return walk(declared_source(declared), site, spec)


def always(body: str | bytes, **headers: str) -> Callable[[Request], Answer]:
    raw = body.encode() if isinstance(body, str) else body
    return lambda _: Answer(raw, headers={key.replace("_", "-"): headers[key] for key in headers})
