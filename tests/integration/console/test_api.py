"""The API answers from a real home, and says every fault in one JSON line."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from console.api.app import build
from console.local import LocalPlatform
from tests.integration.console.home import POSTINGS, TITLE, filled, on

HOST = "http://127.0.0.1:8400"
HIT = {
    "id",
    "external_id",
    "source",
    "title",
    "company",
    "score",
    "url",
    "places",
    "remote",
    "salary",
    "employment",
    "language",
    "skills",
    "professions",
    "posted_at",
    "first_seen",
    "last_seen",
    "closed_at",
    "similar",
    "snippet",
}


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPlatform]:
    folder = tmp_path_factory.mktemp("api")
    with on(folder / "home"):
        yield filled(folder)


class Client:
    """Asks the application as its server would."""

    def __init__(self, app: FastAPI) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def answer() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url=HOST) as client:
                return await client.request(method, path, **more)

        return asyncio.run(answer())


@pytest.fixture(scope="module")
def api(platform: LocalPlatform) -> Client:
    return Client(build(platform, "1.2.3"))


def _found(api: Client, **asked: Any) -> dict[str, Any]:
    answer = api.get("/api/v1/search", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _fault(api: Client, path: str, status: int, *words: str) -> None:
    answer = api.get(path)
    assert answer.status_code == status, answer.text
    assert list(answer.json()) == ["error"]
    said = answer.json()["error"]
    assert "\n" not in said
    for word in words:
        assert word in said


def test_a_search_tells_how_many_and_shows_the_best(api: Client) -> None:
    found = _found(api, q="data engineer", limit=5)
    assert found["total"] >= len(found["hits"]) == 5
    hit = found["hits"][0]
    assert set(hit) == HIT
    assert (hit["source"], hit["places"]) == ("board", ["Київ"])
    assert hit["title"] in {TITLE, "Інженер даних"}
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_a_search_finds_what_is_asked_in_another_language(api: Client) -> None:
    titles = {hit["title"] for hit in _found(api, q="data engineer", limit=100)["hits"]}
    assert {TITLE, "Інженер даних"} <= titles


def test_no_words_find_everything(api: Client) -> None:
    assert _found(api)["total"] == POSTINGS


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ({"place": "Kyiv"}, {"place": "Київ"}),
        ({"skill": "пайтон"}, {"skill": "python"}),
        ({"profession": "Бухгалтер"}, {"profession": "accountant"}),
        ({"language": "UK"}, {"language": "uk"}),
    ],
    ids=str,
)
def test_filters_are_read_in_any_form(
    api: Client, written: dict[str, str], kept: dict[str, str]
) -> None:
    assert 0 < _found(api, **kept)["total"] == _found(api, **written)["total"]


def test_a_filter_that_means_nothing_is_refused(api: Client) -> None:
    _fault(api, "/api/v1/search?language=English", 404, "'English'", "known: uk, ru, en")
    _fault(api, "/api/v1/search?skill=Pyton", 404, "did you mean python")


def test_pages_of_an_answer_do_not_overlap(api: Client) -> None:
    first = _found(api, q="бухгалтер", limit=10)["hits"]
    second = _found(api, q="бухгалтер", limit=10, offset=10)["hits"]
    assert not {hit["id"] for hit in first} & {hit["id"] for hit in second}


def test_filters_narrow_and_facets_count(api: Client) -> None:
    found = _found(api, language=["uk"], facets=True, limit=100)
    assert {hit["language"] for hit in found["hits"]} == {"uk"}
    counts = {each["value"]: each["count"] for each in found["facets"]["language"]}
    assert counts["uk"] == found["total"]
    assert _found(api, source=["nobody"])["total"] == 0
    assert _found(api, skill=["kafka"])["total"] == _found(api, skill="kafka")["total"] > 0


def test_a_prospect_has_its_forecast_and_lineage(api: Client) -> None:
    answer = api.get("/api/v1/prospects/data engineer", params={"horizon": 6})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["subject"]["id"] == "data-engineer"
    assert len(found["forecast"]) == (6 if found["enough_history"] else 0)
    assert found["coverage"]["sources"] == ["board"]
    assert found["evidence"]


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/api/v1/search?limit=many", 422, "limit"),
        ("/api/v1/search?limit=101", 422, "100"),
        ("/api/v1/search?limit=-1", 422, "limit"),
        ("/api/v1/search?offset=-1", 422, "offset"),
        ("/api/v1/search?remote=perhaps", 422, "remote"),
        ("/api/v1/search?q=" + "a" * 401, 422, "q"),
        ("/api/v1/search?quary=data", 422, "quary"),
        ("/api/v1/search?space=secret", 422, "space"),
        ("/api/v1/search?spaces=secret", 422, "spaces"),
        ("/api/v1/prospects/nurse?horizon=0", 422, "horizon"),
        ("/api/v1/prospects/nurse?space=secret", 422, "space"),
        ("/api/v1/prospects/qwertyuiop", 404, "qwertyuiop"),
        ("/api/v1/prospects/ui/ux/qwertyuiop", 404, "ui/ux/qwertyuiop"),
        ("/api/v2/search", 404, "/api/v2/search"),
    ],
)
def test_bad_input_is_one_json_line(api: Client, path: str, status: int, word: str) -> None:
    _fault(api, path, status, word)


def test_another_method_is_refused_in_json(api: Client) -> None:
    answer = api.ask("POST", "/api/v1/search")
    assert (answer.status_code, list(answer.json())) == (405, ["error"])


@pytest.mark.parametrize(
    "words", ['"', "(", "a AND", "title:x", "*", "'; --", "\x00", "NEAR(", "С++"]
)
def test_no_words_break_a_search(api: Client, words: str) -> None:
    assert _found(api, q=words)["total"] >= 0


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8400", "127.0.0.1.evil.test", ""])
def test_a_page_that_was_rebound_to_loopback_learns_nothing(api: Client, host: str) -> None:
    answer = api.get("/api/v1/search", headers={"host": host})
    assert (answer.status_code, list(answer.json())) == (421, ["error"])


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8400", "127.0.0.1", "[::1]:8400"])
def test_this_machine_may_ask_by_each_of_its_names(api: Client, host: str) -> None:
    assert api.get("/healthz", headers={"host": host}).status_code == 200


def test_health_readiness_and_books(api: Client) -> None:
    assert api.get("/healthz").json() == {"status": "ok", "version": "1.2.3"}
    assert api.get("/readyz").json() == {"status": "ready"}
    metrics = api.get("/metrics").text
    assert f"prospekt_index_records {float(POSTINGS)}" in metrics
    assert "prospekt_log_lag_messages 0.0" in metrics
    status = api.get("/api/v1/status").json()
    assert (status["indexed"], status["up"]) == (POSTINGS, False)


def test_the_description_names_every_route_and_answer(api: Client) -> None:
    schema = api.get("/openapi.json").json()
    assert {"/api/v1/search", "/api/v1/status", "/healthz", "/metrics"} <= set(schema["paths"])
    answer = schema["paths"]["/api/v1/search"]["get"]["responses"]["200"]
    described = answer["content"]["application/json"]["schema"]
    assert {"total", "hits"} <= set(described["properties"])


def test_the_page_needs_nothing_from_outside(api: Client) -> None:
    page = api.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "/api/v1/search" in page.text
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", page.text)
    assert "<script" not in page.text


def test_every_example_on_the_page_works(api: Client) -> None:
    links = re.findall(r'href="([^"]+)"><code>', api.get("/").text)
    assert len(links) > 5
    for link in links:
        assert api.get(link.replace("&amp;", "&")).status_code == 200, link
