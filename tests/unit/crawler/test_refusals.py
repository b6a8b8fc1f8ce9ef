"""A refusal is `blocked`: never an empty board, and never a vacancy that mentions one."""

import pytest

from contracts.frontier import Role
from contracts.records import Outcome, Page
from crawler.source import Source
from crawler.sources.robota import Robota
from crawler.sources.work_ua import WorkUa
from tests.unit.crawler.pages import (
    ROBOTA,
    WORK,
    a_card,
    a_document,
    a_list,
    a_page,
    a_vacancy,
    as_json,
)

MOMENT = "<html><head><title>Just a moment...</title></head><body>Checking</body></html>"
asked = pytest.mark.parametrize(
    ("source", "url", "role"),
    [
        (WorkUa(WORK), f"{WORK}/jobs/?page=1", Role.LISTING),
        (WorkUa(WORK), f"{WORK}/jobs/7/", Role.DETAIL),
        (Robota(ROBOTA), f"{ROBOTA}/vacancy/search?page=0", Role.LISTING),
        (Robota(ROBOTA), f"{ROBOTA}/vacancy?id=7", Role.DETAIL),
    ],
    ids=["list", "vacancy", "search", "detail"],
)
refusals = pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        pytest.param(403, "<h1>Вакансій не знайдено</h1>", {}, id="403"),
        pytest.param(429, "", {}, id="429"),
        pytest.param(451, "", {}, id="451"),
        pytest.param(200, MOMENT, {}, id="just-a-moment"),
        pytest.param(404, MOMENT, {}, id="just-a-moment-as-404"),
        pytest.param(200, "<title>403 Forbidden</title><h1>403 Forbidden</h1>", {}, id="saved-403"),
        pytest.param(200, "<title>429 Too Many Requests</title><hr>nginx", {}, id="saved-429"),
        pytest.param(200, "<p>Sorry, you have been blocked</p>", {}, id="blocked-in-words"),
        pytest.param(200, '<div id="cf-chl-widget"></div>', {}, id="a-challenge"),
        pytest.param(200, "<p>Prove that you are not a robot</p>", {}, id="a-riddle"),
        pytest.param(200, "<form class=g-recaptcha>", {}, id="captcha"),
        pytest.param(200, "", {"cf-mitigated": "challenge"}, id="said-in-a-header"),
    ],
)


@asked
@refusals
def test_a_refusal_is_blocked(
    source: Source, url: str, role: Role, status: int, body: str, headers: dict[str, str]
) -> None:
    parsed = source.parse(a_page(url, body, role=role, status=status, headers=headers))
    assert (parsed.outcome, parsed.sightings, parsed.follow) == (Outcome.BLOCKED, (), ())
    assert parsed.reason


def page(body: str | bytes, *, url: str = f"{WORK}/jobs/7/", role: Role = Role.DETAIL) -> Page:
    return a_page(url, body, role=role)


def test_a_wall_that_says_nothing_was_found_is_blocked() -> None:
    body = a_list(heading="Вакансій не знайдено") + "<script src=/challenge-platform/x.js></script>"
    parsed = WorkUa(WORK).parse(page(body, url=f"{WORK}/jobs/?page=1", role=Role.LISTING))
    assert parsed.outcome is Outcome.BLOCKED


def test_an_honest_empty_page_may_have_a_captcha_on_its_form() -> None:
    body = a_list(heading="Вакансій не знайдено") + "<script src=/recaptcha.js></script>"
    parsed = WorkUa(WORK).parse(page(body, url=f"{WORK}/jobs/?page=1", role=Role.LISTING))
    assert parsed.outcome is Outcome.EMPTY


def test_a_vacancy_may_speak_of_walls() -> None:
    text = "<p>You bypass captcha and cf-chl-; your access has been blocked before</p>"
    assert WorkUa(WORK).parse(page(a_vacancy(text=text))).outcome is Outcome.OK
    detail = as_json(a_document(description=text))
    assert Robota(ROBOTA).parse(page(detail, url=f"{ROBOTA}/vacancy?id=7")).outcome is Outcome.OK
    cards = a_list(a_card(1, "Captcha engineer"))
    listed = WorkUa(WORK).parse(page(cards, url=f"{WORK}/jobs/?page=1", role=Role.LISTING))
    assert listed.outcome is Outcome.OK
