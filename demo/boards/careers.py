"""A company's own site: pages for people, news, and jobs that tell search engines what they are.

Its sitemaps nest, one of them is compressed; a job's JobPosting stands alone, in an array or in a
graph, at times beside a script that is broken.
"""

import gzip
import re
from datetime import datetime, timedelta
from typing import Any, Final

from demo.ads import Ad
from demo.boards.answer import XML, Answer, Asked, Kind, escaped, missing, robots
from demo.boards.job_posting import job_posting, place, script
from demo.boards.prose import in_paragraphs
from demo.boards.shelf import Shelf
from demo.elsewhere import CAREERS
from demo.press import Article, published
from demo.text import Text
from demo.world import World

ARTICLES: Final = 20
_SHAPES: Final = 4
_LIFE: Final = timedelta(days=90)
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_JOB: Final = re.compile(r"/jobs/(\d{1,18})/")
_NEWS: Final = re.compile(r"/news/([\w-]+)/")
_PAGES: Final = {
    "/": ("Головна", "Ми будуємо програми, якими користуються щодня."),
    "/about/": ("Про нас", "Компанія працює в кількох містах, команда росте щороку."),
    "/contacts/": ("Контакти", "Завітайте до нас: двері відчинено з дев’ятої до шостої."),
}
_BROKEN: Final = '<script type="application/ld+json">{"@type": "WebSite", "name": </script>'


class Careers:
    def __init__(self, world: World) -> None:
        self._world = world
        self._shelf = Shelf(world, CAREERS)

    def answer(self, asked: Asked) -> Answer:
        if job := _JOB.fullmatch(asked.path):
            return self._job(job[1], asked)
        if news := _NEWS.fullmatch(asked.path):
            return self._article(news[1], asked.now)
        if asked.path in _PAGES:
            return _page(Kind.PAGE, *_PAGES[asked.path])
        routes = {
            "/robots.txt": self._robots,
            "/sitemap.xml": self._index,
            "/sitemaps/content.xml": self._nested,
            "/sitemaps/pages.xml": self._pages,
            "/sitemaps/news.xml": self._news,
            "/sitemaps/jobs.xml.gz": self._jobs,
            "/jobs/": self._job_list,
            "/news/": self._news_list,
        }
        route = routes.get(asked.path)
        return route(asked) if route else missing()

    def _articles(self, now: datetime) -> list[Article]:
        return published(self._world.seed, self._world.end, now)[:ARTICLES]

    def _robots(self, asked: Asked) -> Answer:
        sitemap = f"Sitemap: {asked.base}/sitemap.xml"
        return robots("User-agent: *", "Disallow: /private/", "Allow: /", "", sitemap)

    def _index(self, asked: Asked) -> Answer:
        return _sitemaps(asked, "/sitemaps/content.xml", "/sitemaps/jobs.xml.gz")

    def _nested(self, asked: Asked) -> Answer:
        return _sitemaps(asked, "/sitemaps/pages.xml", "/sitemaps/news.xml")

    def _pages(self, asked: Asked) -> Answer:
        return _locations([(f"{asked.base}{path}", None) for path in (*_PAGES, "/jobs/")])

    def _news(self, asked: Asked) -> Answer:
        return _locations(
            [
                (f"{asked.base}{news_path(each)}", each.published_at)
                for each in self._articles(asked.now)
            ]
        )

    def _jobs(self, asked: Asked) -> Answer:
        found = self._shelf.listed(asked.now, ())
        plain = _locations([(url(ad, asked.base), ad.posted_at) for ad in found])
        return Answer(Kind.LISTING, gzip.compress(plain.body, mtime=0), "application/gzip")

    def _job_list(self, asked: Asked) -> Answer:
        items = "".join(
            f'<li><a href="/jobs/{ad.external_id}/">{escaped(self._world.text(ad).title)}</a></li>'
            for ad in self._shelf.listed(asked.now, ())
        )
        return _page(Kind.LISTING, "Вакансії", html=f"<ul>{items}</ul>")

    def _news_list(self, asked: Asked) -> Answer:
        items = "".join(
            f'<li><a href="{news_path(each)}">{escaped(each.title)}</a></li>'
            for each in self._articles(asked.now)
        )
        return _page(Kind.LISTING, "Новини", html=f"<ul>{items}</ul>")

    def _article(self, slug: str, now: datetime) -> Answer:
        found = next((each for each in self._articles(now) if each.slug == slug), None)
        if found is None:
            return missing()
        words = "".join(f"<p>{escaped(each)}</p>" for each in found.paragraphs)
        moment = f'<time datetime="{found.published_at.isoformat()}"></time>'
        return _page(
            Kind.DETAIL,
            found.title,
            html=f"<article>{moment}{words}</article>",
            lang=found.language,
            modified=found.published_at,
        )

    def _job(self, external_id: str, asked: Asked) -> Answer:
        ad = self._world.find(CAREERS, external_id, asked.now)
        if ad is None:
            return missing()
        if not ad.open_at(asked.now):
            return Answer(Kind.MISSING, b"<h1>410</h1>", status=410)
        text = self._world.text(ad)
        return _page(
            Kind.DETAIL,
            text.title,
            html=f"{_scripts(ad, text, asked.base)}<section>{in_paragraphs(text)}</section>",
            lang=ad.job.language,
            modified=ad.posted_at,
        )


def url(ad: Ad, base: str) -> str:
    return f"{base}/jobs/{ad.external_id}/"


def news_path(article: Article) -> str:
    return f"/news/{article.slug}/"


def _scripts(ad: Ad, text: Text, base: str) -> str:
    found = job_posting(
        ad,
        text.title,
        in_paragraphs(text),
        url=url(ad, base),
        posted=ad.posted_at.isoformat(),
        until=ad.posted_at + _LIFE,
    )
    identifier = {"@type": "PropertyValue", "name": ad.job.company.name, "value": ad.external_id}
    found["identifier"] = identifier
    if ad.job.remote:
        found["jobLocationType"] = "TELECOMMUTE"
    else:
        found["jobLocation"] = place(ad.job.city)
    organisation: dict[str, Any] = {"@type": "Organization", "name": ad.job.company.name}
    shapes = (found, [found], {"@context": "https://schema.org", "@graph": [organisation, found]})
    shape = ad.serial % _SHAPES
    return f"{_BROKEN}{script(found)}" if shape == len(shapes) else script(shapes[shape])


def _sitemaps(asked: Asked, *paths: str) -> Answer:
    inner = "".join(f"<sitemap><loc>{asked.base}{path}</loc></sitemap>" for path in paths)
    return _xml(f'<sitemapindex xmlns="{_NAMESPACE}">{inner}</sitemapindex>')


def _locations(found: list[tuple[str, datetime | None]]) -> Answer:
    inner = "".join(
        f"<url><loc>{escaped(location)}</loc>"
        f"{f'<lastmod>{at.isoformat()}</lastmod>' if at else ''}</url>"
        for location, at in found
    )
    return _xml(f'<urlset xmlns="{_NAMESPACE}">{inner}</urlset>')


def _xml(inner: str) -> Answer:
    return Answer(Kind.LISTING, f'<?xml version="1.0" encoding="utf-8"?>\n{inner}'.encode(), XML)


def _page(
    kind: Kind,
    title: str,
    words: str = "",
    *,
    html: str = "",
    lang: str = "uk",
    modified: datetime | None = None,
) -> Answer:
    links = "".join(f'<a href="{path}">{name}</a> ' for path, (name, _) in _PAGES.items())
    body = (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<title>{escaped(title)}</title></head><body><nav>{links}<a href="/jobs/">Вакансії</a> '
        '<a href="/news/">Новини</a> <a href="/private/">Для своїх</a></nav>'
        f"<main><h1>{escaped(title)}</h1>{f'<p>{words}</p>' if words else ''}{html}</main>"
        "<footer>Вигадана компанія на вашому комп’ютері.</footer></body></html>"
    )
    return Answer(kind, body.encode(), modified=modified)
