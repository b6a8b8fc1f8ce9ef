"""Which pages are spoilt, and how."""

import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from selectolax.lexbor import LexborHTMLParser

from demo.ads import ROBOTA, WORK_UA
from demo.boards.answer import Answer, Kind
from demo.boards.robota import Robota
from demo.boards.work_ua import WorkUa
from demo.distort import Around, Delivery, Reply, distorted
from demo.faults import AGAIN, REFUSALS, SPOILT, Fault, planned
from demo.world import World
from tests.unit.demo.asking import NOW, ask

MOMENT = datetime(2026, 11, 25, 12, tzinfo=UTC)
AROUND = Around("/jobs/1/", 8401, 8402, MOMENT)
PAGES = [f"/jobs/{number}/" for number in range(3_000)]


@pytest.fixture(scope="module")
def page(world: World) -> Answer:
    return ask(WorkUa(world), f"/jobs/{world.open_at(WORK_UA, NOW)[0].external_id}/")


@pytest.fixture(scope="module")
def data(world: World) -> Answer:
    return ask(Robota(world), f"/vacancy?id={world.open_at(ROBOTA, NOW)[0].external_id}")


def spoil(fault: Fault, answer: Answer) -> Reply:
    return distorted(fault, answer, AROUND)


def test_same_seed_spoils_the_same_pages(world: World) -> None:
    del world
    first = [planned(7, "b", Kind.DETAIL, page) for page in PAGES]
    assert first == [planned(7, "b", Kind.DETAIL, page) for page in PAGES]
    assert first != [planned(8, "b", Kind.DETAIL, page) for page in PAGES]
    assert first != [planned(7, "c", Kind.DETAIL, page) for page in PAGES]


def test_details_are_spoilt_by_every_fault_of_the_mix_and_most_not_at_all() -> None:
    plans = [planned(7, "b", Kind.DETAIL, page) for page in PAGES]
    met = Counter(plan.fault for plan in plans if plan)
    assert set(met) == {*AGAIN, *SPOILT, *REFUSALS}
    assert set(Fault) - set(met) == {Fault.STALLED}
    assert 0.7 < plans.count(None) / len(plans) < 0.8


def test_lists_and_robots_recover_and_what_nobody_reads_is_left_alone() -> None:
    for kind in (Kind.LISTING, Kind.ROBOTS):
        plans = [plan for page in PAGES if (plan := planned(7, "b", kind, page))]
        assert plans
        assert all(plan.tries is not None and not plan.strikes(plan.tries + 1) for plan in plans)
        assert all(plan.strikes(1) for plan in plans)
    assert not any(planned(7, "b", kind, "/") for kind in (Kind.PAGE, Kind.MISSING))


def test_lasting_faults_are_never_those_that_a_client_tries_again() -> None:
    plans = [plan for page in PAGES if (plan := planned(7, "b", Kind.DETAIL, page))]
    assert {plan.fault for plan in plans if plan.tries is None} == {*SPOILT, *REFUSALS}
    assert {plan.fault for plan in plans if plan.tries is not None} == set(AGAIN)


@pytest.mark.parametrize(
    ("fault", "status", "sign"),
    [
        (Fault.BLOCKED, 403, b"Just a moment"),
        (Fault.CHALLENGED, 403, b"Enable JavaScript"),
        (Fault.BANNED, 200, b"you have been blocked"),
        (Fault.CAPTCHA, 200, "не робот".encode()),
        (Fault.GUARDED, 403, b"DDoS-Guard"),
    ],
)
def test_refusals_say_nothing_of_the_page(
    page: Answer, fault: Fault, status: int, sign: bytes
) -> None:
    answer = spoil(fault, page).answer
    assert (answer.kind, answer.status) == (Kind.BLOCKED, status)
    assert sign in answer.body
    assert b"job-description" not in answer.body
    assert (answer.headers.get("cf-mitigated") == "challenge") == (fault is Fault.CHALLENGED)


def test_too_many_asks_to_wait_in_seconds_or_until_a_date(page: Answer) -> None:
    seconds, until = (spoil(each, page).answer for each in (Fault.TOO_MANY, Fault.TOO_MANY_UNTIL))
    assert (seconds.status, until.status) == (429, 429)
    assert seconds.headers["retry-after"] == "1"
    assert (parsedate_to_datetime(until.headers["retry-after"]) - MOMENT).total_seconds() == 1
    assert spoil(Fault.UNAVAILABLE, page).answer.status == 503


@pytest.mark.parametrize(
    ("fault", "location"),
    [
        (Fault.LOOP, "/jobs/1/"),
        (Fault.INWARD, "http://127.0.0.2:9/latest/meta-data/"),
        (Fault.LOCALHOST, "http://localhost:8401/jobs/1/"),
        (Fault.ASTRAY, "http://127.0.0.1:8402/jobs/1/"),
    ],
)
def test_redirects_lead_in_circles_inside_and_astray(
    page: Answer, fault: Fault, location: str
) -> None:
    answer = spoil(fault, page).answer
    assert (answer.status, answer.headers["location"]) == (302, location)


def test_renamed_page_has_the_words_under_other_names(page: Answer, data: Answer) -> None:
    tree = LexborHTMLParser(spoil(Fault.RENAMED, page).answer.body.decode())
    assert tree.css_first("#job-description") is None
    assert tree.text() == LexborHTMLParser(page.body.decode()).text()
    renamed = json.loads(spoil(Fault.RENAMED, data).answer.body)
    assert {key.removesuffix("_v2"): value for key, value in renamed.items()} == json.loads(
        data.body
    )


def test_wrapped_page_has_the_words_one_level_deeper(page: Answer, data: Answer) -> None:
    tree = LexborHTMLParser(spoil(Fault.WRAPPED, page).answer.body.decode())
    assert tree.css_first("body > div.shell > section h1 > span") is not None
    assert tree.text() == LexborHTMLParser(page.body.decode()).text()
    wrapped = json.loads(spoil(Fault.WRAPPED, data).answer.body)
    assert wrapped["result"]["data"] == json.loads(data.body)


def test_charsets_lie_and_nuls_stand_between(page: Answer) -> None:
    text = page.body.decode()
    for fault, charset in ((Fault.CP1251, "cp1251"), (Fault.UTF16, "utf-16-le")):
        answer = spoil(fault, page).answer
        assert answer.content_type == "text/html; charset=utf-8"
        assert answer.body == text.encode(charset, "replace")
    nuls = spoil(Fault.NULS, page).answer.body
    assert b"\0" in nuls
    assert nuls.replace(b"\0", b"") == page.body


def test_bomb_is_small_until_it_is_unpacked(page: Answer) -> None:
    answer = spoil(Fault.BOMB, page).answer
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 100_000
    assert len(gzip.decompress(answer.body)) == 64 << 20


@pytest.mark.parametrize(
    ("fault", "delivery"),
    [
        (Fault.RESET, Delivery.NONE),
        (Fault.TRUNCATED, Delivery.HALF),
        (Fault.DRIPPED, Delivery.DRIPPED),
        (Fault.STALLED, Delivery.STALLED),
        (Fault.ENDLESS, Delivery.ENDLESS),
        (Fault.SHORT, Delivery.TWICE),
    ],
)
def test_some_faults_are_of_the_line_and_leave_the_body(
    page: Answer, fault: Fault, delivery: Delivery
) -> None:
    reply = spoil(fault, page)
    assert reply.delivery is delivery
    assert reply.answer.body == page.body
    assert reply.answer.kind is Kind.FAULTY


def test_every_fault_does_something(page: Answer) -> None:
    for fault in Fault:
        reply = spoil(fault, page)
        assert reply != Reply(page)
        assert reply.answer.kind in (Kind.FAULTY, Kind.BLOCKED)
