"""The worked examples of video, social networks, Wikipedia, films and traffic."""

import json
from datetime import UTC, datetime

from contracts.frontier import Request
from contracts.records import Outcome
from tests.unit.crawler.declared.examples import always, run
from tests.unit.crawler.declared.walk import Answer

FEED = """<feed xmlns:yt="y" xmlns:media="m" xmlns="http://www.w3.org/2005/Atom">
    <entry><id>yt:video:v1</id><yt:videoId>v1</yt:videoId><title>How to become an analyst</title>
    <link rel="alternate" href="https://video.example/watch?v=v1"/>
    <published>2026-10-01T10:00:00+00:00</published>
    <media:group><media:description>In ten minutes.</media:description>
    <media:community><media:statistics views="1500"/></media:community></media:group></entry>
    </feed>"""


def test_a_video_platforms_feed_gives_texts_and_numbers() -> None:
    done = run("videos", always(FEED))
    assert [request.url.rpartition("=")[2] for request in done.requests] == [
        "UC-careers",
        "UC-interviews",
    ]
    document = done.documents[0]
    assert (document.external_id, document.text) == ("v1", "In ten minutes.")
    seen = run("videos", always(FEED), number=1).observations[0]
    assert (seen.subject, seen.metric, seen.value) == ("v1", "views", 1500)


def test_a_social_networks_json_goes_on_by_its_link_header() -> None:
    post = {
        "id": "1",
        "content": "<p>We are hiring</p><p>Write to jobs@acme.example</p>",
        "url": "https://social.example/@acme/1",
        "created_at": "2026-11-01T10:00:00.000Z",
    }

    def site(request: Request) -> Answer:
        if "max_id" in request.url:
            return Answer(b"[]")
        link = f'<{request.url}&max_id=1>; rel="next", <https://social.example/x>; rel="prev"'
        return Answer(json.dumps([post]).encode(), headers={"link": link})

    done = run("social", site)
    assert len(done.requests) == 4
    assert (done.documents[0].title, done.documents[0].external_id) == ("We are hiring", "1")
    assert "jobs@acme" not in done.documents[0].text


def test_wikipedia_and_its_honest_nothing() -> None:
    page = {"pageid": 5, "title": "Актуарій", "extract": "Фахівець.", "fullurl": "https://x/5"}
    data = {"batchcomplete": True, "query": {"pages": [page]}}
    (document,) = run("wikipedia", always(json.dumps(data)), "актуарій").documents
    assert (document.external_id, document.title, document.text) == (
        "5",
        "Актуарій",
        "Фахівець.",
    )
    nothing = run("wikipedia", always('{"batchcomplete": true}'), "xyz")
    assert nothing.outcomes == [Outcome.EMPTY]


def test_film_ratings() -> None:
    csv = "title_id,date,rating,votes\ntt1,2026-11-01,8.1,10\ntt2,2026-11-01,6,3\n"
    done = run("films", always(csv))
    assert [(each.subject, each.metric, each.value) for each in done.observations] == [
        ("film/tt1", "rating", 8.1),
        ("film/tt2", "rating", 6),
    ]


def test_site_traffic() -> None:
    def site(request: Request) -> Answer:
        name = request.url.rpartition("=")[2]
        row = {"site": name, "month": "2026-10", "count": 1_000_000}
        return Answer(json.dumps({"visits": [row]}).encode())

    done = run("traffic", site)
    assert [each.subject for each in done.observations] == ["work.ua", "robota.ua"]
    assert done.observations[0].at == datetime(2026, 10, 1, tzinfo=UTC)
    assert done.requests[0].meta["credential-as"] == "header X-Api-Key"
