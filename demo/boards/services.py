"""Small services for what is no job board: a press, a video channel, a forum, an encyclopedia.

Feeds, a paged API, downloads of ratings and a SPARQL endpoint: what the connectors read.
"""

import re
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from demo.boards import feeds, tables
from demo.boards.answer import (
    JSON,
    PLAIN,
    XML,
    Answer,
    Asked,
    Kind,
    escaped,
    missing,
    robots,
    whole,
)
from demo.boards.sparql import Unsupported, select
from demo.boards.triples import facts
from demo.films import ratings
from demo.press import Article, published
from demo.vocabulary.professions import PROFESSIONS
from demo.vocabulary.shapes import Language
from demo.world import World

SERVICES: Final = "services"
PER_PAGE: Final = 10
MOST_PER_PAGE: Final = 50
IN_FEED: Final = 20
_ARTICLE: Final = re.compile(r"/articles/([\w-]+)/")
_SPARQL_JSON: Final = "application/sparql-results+json; charset=utf-8"
_DOWNLOAD: Final = re.compile(r"/downloads/(ratings|articles)\.(csv|json|jsonl|xml)")


class Services:
    def __init__(self, world: World) -> None:
        self._world = world

    def answer(self, asked: Asked) -> Answer:
        if article := _ARTICLE.fullmatch(asked.path):
            return self._article(article[1], asked)
        if download := _DOWNLOAD.fullmatch(asked.path):
            return self._download(download[1], download[2], asked)
        routes = {
            "/robots.txt": lambda _: robots("User-agent: *", "Crawl-delay: 1", "Allow: /"),
            "/feed.rss": self._rss,
            "/feed.atom": self._atom,
            "/feeds/videos.xml": self._videos,
            "/api/articles": self._api,
            "/r/jobs/new.json": self._forum,
            "/w/api.php": self._encyclopedia,
            "/sparql": self._sparql,
        }
        route = routes.get(asked.path)
        return route(asked) if route else missing()

    def _published(self, now: datetime) -> list[Article]:
        return published(self._world.seed, self._world.end, now)

    def _rss(self, asked: Asked) -> Answer:
        return _xml(feeds.rss(self._published(asked.now)[:IN_FEED], asked.base))

    def _atom(self, asked: Asked) -> Answer:
        return _xml(feeds.atom(self._published(asked.now)[:IN_FEED], asked.base))

    def _videos(self, asked: Asked) -> Answer:
        return _xml(feeds.videos(self._published(asked.now)[:IN_FEED], asked.base))

    def _article(self, slug: str, asked: Asked) -> Answer:
        found = next((each for each in self._published(asked.now) if each.slug == slug), None)
        if found is None:
            return missing()
        words = "".join(f"<p>{escaped(each)}</p>" for each in found.paragraphs)
        body = (
            f'<!DOCTYPE html><html lang="{found.language}"><head><meta charset="utf-8">'
            f"<title>{escaped(found.title)}</title></head><body><nav>Новини</nav><article>"
            f'<h1>{escaped(found.title)}</h1><time datetime="{found.published_at.isoformat()}">'
            f'</time><div class="text">{words}</div></article></body></html>'
        )
        return Answer(Kind.DETAIL, body.encode(), modified=found.published_at)

    def _api(self, asked: Asked) -> Answer:
        """Pages from 1, each with the address of the next."""
        size = min(max(1, whole(asked.query.get("per_page"), PER_PAGE)), MOST_PER_PAGE)
        page, found = max(1, whole(asked.query.get("page"), 1)), self._published(asked.now)
        last = -(-len(found) // size)
        shown = found[(page - 1) * size : page * size]
        onward = f"/api/articles?page={page + 1}&per_page={size}" if page < last else None
        items = [tables.article(each, asked.base) for each in shown]
        meta = {"page": page, "pages": last, "total": len(found)}
        return _json({"data": {"items": items}, "meta": meta, "links": {"next": onward}})

    def _forum(self, asked: Asked) -> Answer:
        """A social network's listing: the name of its last post asks for the ones after it."""
        found, after = self._published(asked.now), asked.query.get("after", "")
        names = [f"t3_{each.number:x}" for each in found]
        start = names.index(after) + 1 if after in names else 0
        size = min(max(1, whole(asked.query.get("limit"), 25)), 100)
        shown = found[start : start + size]
        onward = names[start + size - 1] if start + size < len(found) else None
        children = [{"kind": "t3", "data": tables.post(each)} for each in shown]
        return _json({"kind": "Listing", "data": {"after": onward, "children": children}})

    def _encyclopedia(self, asked: Asked) -> Answer:
        titles = [each for each in asked.query.get("titles", "").split("|") if each]
        pages = {}
        for place, title in enumerate(titles, 1):
            page = _encyclopedic(title)
            pages[str(page.get("pageid", -place))] = page
        return _json({"batchcomplete": "", "query": {"pages": pages}})

    def _download(self, what: str, form: str, asked: Asked) -> Answer:
        world = self._world
        if what == "ratings":
            rows = [tables.rating(each) for each in ratings(world.seed, world.end, asked.now)]
        else:
            rows = [tables.article(each, asked.base) for each in self._published(asked.now)]
        kinds = {"csv": "text/csv; charset=utf-8", "json": JSON, "jsonl": PLAIN, "xml": XML}
        return Answer(Kind.DETAIL, tables.written(form, what, rows), kinds[form])

    def _sparql(self, asked: Asked) -> Answer:
        try:
            found = select(_query(asked), facts(self._world.seed, self._world.end, asked.now))
        except Unsupported as error:
            return Answer(Kind.MISSING, f"Malformed query: {error}".encode(), PLAIN, 400)
        return Answer(Kind.LISTING, msgspec.json.encode(found), _SPARQL_JSON)


def _query(asked: Asked) -> str:
    if asked.method != "POST":
        return asked.query.get("query", "")
    text = asked.body.decode("utf-8", "replace")
    if asked.headers.get("content-type", "").startswith("application/sparql-query"):
        return text
    return dict(parse_qsl(text)).get("query", "")


def _encyclopedic(title: str) -> dict[str, Any]:
    wanted = title.replace("_", " ").casefold()
    for place, profession in enumerate(PROFESSIONS):
        for language in Language:
            names = profession.titles[language].usual
            if wanted in (name.casefold() for name in names):
                duties = profession.tasks[language]
                extract = f"{names[0]}.\n" + "\n".join(f"{each}." for each in duties)
                return {"pageid": 700 + place, "ns": 0, "title": title, "extract": extract}
    return {"ns": 0, "title": title, "missing": ""}


def _json(body: dict[str, Any]) -> Answer:
    return Answer(Kind.LISTING, msgspec.json.encode(body), JSON)


def _xml(body: bytes) -> Answer:
    return Answer(Kind.LISTING, body, XML)
