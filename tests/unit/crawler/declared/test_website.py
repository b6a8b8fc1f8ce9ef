"""A website by its sitemap and its links: every page once, within its reach, nothing beyond."""

import gzip
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from contracts.frontier import Request
from contracts.records import Outcome
from contracts.subjects import WatchSpec
from crawler.reading.links import canonical, links
from crawler.sources.website import Reach, Website
from tests.unit.crawler.declared.walk import Answer, Site, Walk, asking, walk

HTML = {"content-type": "text/html; charset=utf-8"}
TEXT = "<p>Some text of this page.</p>"


def a_site(pages: Mapping[str, str | bytes]) -> Site:
    def answer(request: Request) -> Answer:
        body = pages.get(urlsplit(request.url).path)
        if body is None:
            return Answer(status=404)
        return Answer(body) if isinstance(body, bytes) else Answer(body.encode(), headers=HTML)

    return answer


def crawled(pages: Mapping[str, str | bytes], **reach: int | bool) -> Walk:
    source = Website("site", "http://a.test/", reach=Reach(**reach))  # type: ignore[arg-type]
    return walk(source, a_site(pages), asking(name="site"))


def found(done: Walk) -> list[str]:
    return sorted(document.url.removeprefix("http://a.test") for document in done.documents)


def linked(*paths: str) -> str:
    return TEXT + "".join(f"<a href='{path}'>x</a>" for path in paths)


def a_sitemap(*paths: str, kind: str = "urlset", item: str = "url") -> str:
    entries = "".join(f"<{item}><loc>http://a.test{path}</loc></{item}>" for path in paths)
    return f'<?xml version="1.0"?><{kind} xmlns="x">{entries}</{kind}>'


def test_links_are_followed_once_and_on_the_same_site_only() -> None:
    pages = {
        "/": linked("/a", "a#part", "//a.test/a", "http://b.test/", "mailto:x@a.test", "/x.pdf"),
        "/a": linked("/", "/b", "/a?utm_source=x"),
        "/b": linked("javascript:void(0)", "http://[", "", "#top"),
    }
    done = crawled(pages, sitemap=False)
    assert found(done) == ["/", "/a", "/b"]
    assert len(done.requests) == 3


def test_depth_ends_a_walk() -> None:
    pages = {f"/{number or ''}": linked(f"/{number + 1}") for number in range(9)}
    assert found(crawled(pages, sitemap=False, depth=2)) == ["/", "/1", "/2"]
    assert found(crawled(pages, sitemap=False, depth=0)) == ["/"]


@given(most=st.integers(1, 60), each=st.integers(0, 8))
def test_never_more_pages_than_asked_for(most: int, each: int) -> None:
    def answer(request: Request) -> Answer:
        path = urlsplit(request.url).path.rstrip("/")
        return Answer(linked(*(f"{path}/{n}" for n in range(each))).encode(), headers=HTML)

    source = Website("site", "http://a.test/", reach=Reach(pages=most, sitemap=False))
    done = walk(source, answer, asking(name="site"))
    assert 1 <= len(done.requests) <= most


def test_sitemaps_nested_and_gzipped() -> None:
    pages: dict[str, str | bytes] = {
        "/": TEXT,
        "/sitemap.xml": a_sitemap("/s1.xml.gz", kind="sitemapindex", item="sitemap").encode(),
        "/s1.xml.gz": gzip.compress(a_sitemap("/p1", "/p2").encode()),
        "/p1": TEXT,
        "/p2": TEXT,
    }
    done = crawled(pages, links=False)
    assert found(done) == ["/", "/p1", "/p2"]


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (a_sitemap(), Outcome.EMPTY),
        (a_sitemap("/").replace("a.test", "b.test"), Outcome.CHANGED),
        ("<html>", Outcome.CHANGED),
        ("<rss/>", Outcome.CHANGED),
    ],
)
def test_a_sitemap_is_one_or_a_change(body: str, outcome: Outcome) -> None:
    done = crawled({"/": TEXT, "/sitemap.xml": body.encode()})
    assert done.outcomes == [Outcome.OK, outcome]


def test_a_site_without_a_sitemap_is_honestly_so() -> None:
    assert crawled({"/": TEXT}).outcomes == [Outcome.OK, Outcome.EMPTY]


def test_a_page_is_read_as_a_document() -> None:
    page = f"""<html lang="uk-UA"><head><title>Site: Title</title>
        <meta property="og:title" content="How to hire">
        <meta property="article:published_time" content="2026-10-01T10:00:00Z">
        <link rel=canonical href="/how-to-hire"></head>
        <body><nav>Menu</nav><article><h1>How to hire</h1>{TEXT * 20}
        <p>Write to olena@a.test</p></article><footer>Footer</footer></body></html>"""
    (document,) = crawled({"/": page}, sitemap=False).documents
    assert (document.title, document.language) == ("How to hire", "uk")
    assert document.url == document.external_id == "http://a.test/how-to-hire"
    assert document.published_at is not None
    assert document.text.startswith("How to hire\nSome text")
    assert not {"Menu", "Footer", "olena@a.test"} & set(document.text.split())


def test_a_page_that_marks_its_vacancy_gives_a_posting_too() -> None:
    mark = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Data Engineer",
        "description": "<p>Python and SQL</p>",
        "datePosted": "2026-10-01",
        "hiringOrganization": {"@type": "Organization", "name": "Acme"},
    }
    script = f"<script type='application/ld+json'>{json.dumps(mark)}</script>"
    done = crawled({"/": TEXT + "<a href=/job>x</a>", "/job": script + TEXT}, sitemap=False)
    (posting,) = done.postings
    assert (posting.title, posting.company) == ("Data Engineer", "Acme")
    assert found(done) == ["/", "/job"]
    broken = crawled({"/": script.replace("{", "{,", 1) + TEXT}, sitemap=False)
    assert broken.outcomes == [Outcome.CHANGED]
    assert found(broken) == ["/"]


@pytest.mark.parametrize(
    ("page", "urls", "asked"),
    [
        ("<meta name=robots content=noindex>" + linked("/a"), ["/a"], 2),
        ("<meta name=robots content='nofollow, all'>" + linked("/a"), ["/"], 1),
        (TEXT + "<a rel=nofollow href=/a>x</a>", ["/"], 1),
        ("<meta name=robots content=none>" + linked("/a"), [], 1),
    ],
)
def test_marks_of_a_page_are_obeyed(page: str, urls: list[str], asked: int) -> None:
    done = crawled({"/": page, "/a": TEXT}, sitemap=False)
    assert (found(done), len(done.requests)) == (urls, asked)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(b"\x89PNG\0", headers={"content-type": "image/png"}), Outcome.EMPTY),
        (Answer(b"PK\0\0"), Outcome.EMPTY),
        (Answer(b"<div id=root></div><script>draw()</script>", headers=HTML), Outcome.CHANGED),
        (Answer(b"<title>Access denied</title>", headers=HTML), Outcome.BLOCKED),
        (Answer(status=404), Outcome.CHANGED),
    ],
)
def test_what_is_no_page(answer: Answer, outcome: Outcome) -> None:
    source = Website("site", "http://a.test/", reach=Reach(sitemap=False))
    assert walk(source, lambda _: answer, asking(name="site")).outcomes == [outcome]


def test_the_built_in_one_crawls_the_websites_of_a_watch_that_names_it() -> None:
    source = Website()
    sites = ("http://a.test/", "http://b.test/x")
    assert not source.requests(WatchSpec(websites=sites))
    roots = source.requests(WatchSpec(websites=sites, sources=("website",)))
    assert [root.url for root in roots] == [
        "http://a.test/",
        "http://a.test/sitemap.xml",
        "http://b.test/x",
        "http://b.test/sitemap.xml",
    ]


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTP://A.Test:80", "http://a.test/"),
        ("https://a.test:443/x?b=1&utm_source=y&a=2#z", "https://a.test/x?b=1&a=2"),
        ("http://a.test:8080/", "http://a.test:8080/"),
        ("ftp://a.test/", ""),
        ("http://[", ""),
        ("http://a.test/" + "x" * 3000, ""),
    ],
)
def test_one_page_has_one_address(url: str, plain: str) -> None:
    assert canonical(url) == plain
    assert canonical(plain) == plain


@given(st.lists(st.text(max_size=12), max_size=5))
def test_any_link_is_an_address_or_none(hrefs: list[str]) -> None:
    html = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    for url in links(LexborHTMLParser(html), "http://a.test/x/", "a.test"):
        assert canonical(url) == url
        assert urlsplit(url).netloc == "a.test"
