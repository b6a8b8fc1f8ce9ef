"""The company's own site: nested sitemaps, jobs for search engines, news."""

import gzip
import json
from typing import Any

from demo.boards.answer import Answer, Kind
from demo.boards.careers import ARTICLES, Careers
from demo.elsewhere import CAREERS
from demo.world import World
from tests.unit.demo.asking import BASE, NOW, ask, said, tree, xml


def locations(answer: Answer) -> list[str]:
    body = gzip.decompress(answer.body) if "gzip" in answer.content_type else answer.body
    return [str(each.text) for each in xml(body).findall(".//{*}loc")]


def leaves(board: Careers, path: str = "/sitemap.xml") -> list[str]:
    """Every page that the sitemaps lead to."""
    found: list[str] = []
    for location in locations(ask(board, path)):
        inner = location.removeprefix(BASE)
        nested = ".xml" in inner
        found += leaves(board, inner) if nested else [inner]
    return found


def job(answer: Answer) -> Any:
    """The JobPosting of a page, however deep it lies."""
    for script in tree(answer).css('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text())
        except ValueError:
            continue
        each = data[0] if isinstance(data, list) else data
        return each["@graph"][1] if "@graph" in each else each
    return None


def test_robots_name_the_sitemap_and_close_what_is_private(everywhere: World) -> None:
    body = ask(Careers(everywhere), "/robots.txt").body.decode()
    assert f"Sitemap: {BASE}/sitemap.xml" in body
    assert "Disallow: /private/" in body


def test_sitemaps_lead_to_every_page_and_every_page_answers(everywhere: World) -> None:
    board = Careers(everywhere)
    found = leaves(board)
    assert len(found) == len(set(found))
    jobs = [path for path in found if path.startswith("/jobs/") and path != "/jobs/"]
    assert jobs == [f"/jobs/{ad.external_id}/" for ad in everywhere.open_at(CAREERS, NOW)]
    assert sum(path.startswith("/news/") for path in found) == ARTICLES
    assert all(ask(board, path).status == 200 for path in found)
    assert "/private/" not in found


def test_jobs_are_told_in_every_shape_and_beside_a_broken_script(everywhere: World) -> None:
    scripts = set()
    for ad in everywhere.open_at(CAREERS, NOW):
        answer = ask(Careers(everywhere), f"/jobs/{ad.external_id}/")
        told = job(answer)
        assert told["title"] == everywhere.text(ad).title
        assert told["identifier"]["value"] == ad.external_id
        assert ("jobLocation" in told) != ad.job.remote
        shape = said(tree(answer), "script")
        scripts.add(next(sign for sign in ("WebSite", "@graph", "[{", "{") if sign in shape[:90]))
    assert scripts == {"WebSite", "@graph", "[{", "{"}


def test_closed_job_is_gone_for_good(everywhere: World) -> None:
    ad = everywhere.open_at(CAREERS, NOW)[0]
    assert ask(Careers(everywhere), f"/jobs/{ad.external_id}/", ad.closed_at).status == 410


def test_article_is_a_page_of_its_own(everywhere: World) -> None:
    board = Careers(everywhere)
    path = next(path for path in leaves(board) if path.startswith("/news/"))
    answer = ask(board, path)
    assert answer.kind is Kind.DETAIL
    assert said(tree(answer), "h1")
    assert len(tree(answer).css("article p")) >= 3
    assert answer.modified is not None
    assert answer.modified <= NOW
