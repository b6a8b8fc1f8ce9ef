"""The options that narrow an export or a search, and what is said of their values."""

from typing import Annotated

import typer

from console import narrowing
from console.cli.parts import Parts
from console.platform import Platform
from contracts.documents import DocumentFilters
from contracts.index import Filters

Sources = Annotated[
    list[str] | None, typer.Option("--source", help="Only of these, by the names as shown.")
]
Places = Annotated[
    list[str] | None, typer.Option("--place", help="Only here: a city or a country, as Kyiv, Київ.")
]
Skills = Annotated[
    list[str] | None, typer.Option("--skill", help="Only with these, by any name: Python, 1С.")
]
Languages = Annotated[list[str] | None, typer.Option("--language", help="uk, ru or en.")]
Professions = Annotated[
    list[str] | None,
    typer.Option("--profession", help="Only these, by any name: 'data engineer', Бухгалтер."),
]


def of_postings(parts: Parts, platform: Platform, asked: Filters) -> Filters:
    """Read them by the vocabulary; what no posting is of is said."""
    filters = narrowing.read(asked, narrowing.among_postings(platform.search))
    for line in narrowing.absent(filters, platform.search):
        parts.say(line)
    return filters


def of_documents(parts: Parts, platform: Platform, asked: Filters) -> DocumentFilters:
    has = narrowing.among_documents(platform.search_documents)
    filters = narrowing.read(asked, has)
    for source in filters.sources:
        if not has(Filters(sources=(source,))):
            parts.say(f"no document is of the source {source!r}")
    return narrowing.of_documents(filters)
