"""Never fewer rows with `ok`: what is missing, doubled or cut off says that the source changed."""

import json

import pytest

from contracts.records import Outcome
from tests.unit.crawler.declared.walk import (
    Answer,
    a_file,
    a_listing,
    a_source,
    as_lines,
    asking,
    walk,
)

JSON = """  yields: postings
  json: {url: "http://a.test/jobs?page={page}", rows: "jobs[*]", paging: {total: count}}
  id: id
  fields: {title: title, company: {from: firm, optional: true}}
"""
HTML = """  yields: postings
  html:
    url: http://a.test/jobs
    rows: li.job
    empty: p.none
    paging: {next: "a.next@href"}
  id: "@id"
  fields: {title: h2, company: .firm}
"""
CSV = """  yields: postings
  csv: {url: "http://a.test/jobs.csv"}
  id: number
  fields: {title: title}
"""


def a_job(number: int = 1, **fields: object) -> dict[str, object]:
    return {"id": number, "title": f"T{number}", **fields}


@pytest.mark.parametrize(
    ("data", "outcome", "reason"),
    [
        ({"jobs": [a_job()], "count": 1}, Outcome.OK, ""),
        ({"jobs": [], "count": 0}, Outcome.EMPTY, ""),
        ({"jobs": [], "count": 3}, Outcome.CHANGED, "3 are stated and 0 were shown"),
        ({"count": 0}, Outcome.CHANGED, "no `jobs[*]` (rows)"),
        ({"jobs": {}, "count": 0}, Outcome.CHANGED, "no `jobs[*]` (rows)"),
        ({"jobs": [a_job()]}, Outcome.CHANGED, "no number at `count`"),
        ({"jobs": [a_job(), {"id": 2}], "count": 2}, Outcome.CHANGED, "row 2: no `title`"),
        ({"jobs": [a_job(title=" ")], "count": 1}, Outcome.CHANGED, "its `title` is empty"),
        ({"jobs": [a_job(title={"x": 1})], "count": 1}, Outcome.CHANGED, "no value but an object"),
        ({"jobs": [a_job(id=None)], "count": 1}, Outcome.CHANGED, "its `id` is empty"),
        ({"jobs": [a_job(), a_job(title="U")], "count": 2}, Outcome.CHANGED, "same id, '1'"),
        ({"jobs": [a_job(firm=None)], "count": 1}, Outcome.OK, ""),
        ([], Outcome.CHANGED, "no `jobs[*]`"),
    ],
)
def test_json(data: object, outcome: Outcome, reason: str) -> None:
    parsed = a_listing(a_source(JSON), json.dumps(data).encode())
    assert parsed.outcome is outcome
    assert reason in parsed.reason
    assert bool(parsed.reason) is (outcome is Outcome.CHANGED)


def test_rows_that_were_read_are_told_though_another_was_not() -> None:
    data = {"jobs": [a_job(1), {"id": 2}, a_job(3)], "count": 3}
    parsed = a_listing(a_source(JSON), json.dumps(data).encode())
    assert parsed.outcome is Outcome.CHANGED
    assert parsed.sightings == ("1", "3")


CARD = "<li class=job id=1><h2>T</h2><b class=firm>F</b></li>"


@pytest.mark.parametrize(
    ("body", "outcome", "reason"),
    [
        (CARD, Outcome.OK, ""),
        ("<p class=none>Nothing found</p>", Outcome.EMPTY, ""),
        ("<p>Nothing found</p>", Outcome.CHANGED, "no `li.job` (rows) and no `p.none` (empty)"),
        (CARD.replace("job", "vac"), Outcome.CHANGED, "no `li.job`"),
        (CARD.replace("h2", "h3"), Outcome.CHANGED, "no `h2` (our `title`)"),
        (CARD.replace("class=firm", ""), Outcome.CHANGED, "no `.firm` (our `company`)"),
        (CARD.replace("id=1", ""), Outcome.CHANGED, "no `@id`"),
        (f"<li class=job>{CARD}", Outcome.CHANGED, "no `h2`"),
        (f"<li class=job><ul>{CARD}</ul>", Outcome.CHANGED, "a row within a row"),
        (CARD + "<a class=next href=http://b.test/>", Outcome.CHANGED, "which is not on a.test"),
        (CARD + "<a class=next href='http://['>", Outcome.CHANGED, "no address"),
        (CARD + "<a class=next href=/jobs>", Outcome.OK, ""),
        ("<title>Just a moment...</title>", Outcome.BLOCKED, "Just a moment"),
        ("<p>please prove that you are not a robot", Outcome.BLOCKED, "not a robot"),
    ],
)
def test_html(body: str, outcome: Outcome, reason: str) -> None:
    parsed = a_listing(a_source(HTML), body.encode())
    assert parsed.outcome is outcome
    assert reason in parsed.reason


@pytest.mark.parametrize(
    ("body", "outcome", "reason"),
    [
        ("number,title\n1,T\n", Outcome.OK, ""),
        ("\ufeffnumber,title\n1,T", Outcome.OK, ""),
        ("number,title\n", Outcome.EMPTY, ""),
        ("", Outcome.CHANGED, "no line of headings"),
        ("number;title\n1;T\n", Outcome.CHANGED, "no column `title` among number;title"),
        ("number,name\n", Outcome.CHANGED, "no column `title`"),
        ("number,title\n1,T,x\n", Outcome.CHANGED, "row 1 has 3 values for 2 columns"),
        ("number,title\n1\n", Outcome.CHANGED, "row 1 has 1 values for 2 columns"),
        ('number,title\n1,"T\n', Outcome.CHANGED, "no CSV"),
        ('number,title\n1,"T"x\n', Outcome.CHANGED, "no CSV"),
        ("title,title,number\nT,T,1\n", Outcome.CHANGED, "two columns"),
        ("<html>", Outcome.CHANGED, "no column"),
    ],
)
def test_csv(body: str, outcome: Outcome, reason: str) -> None:
    parsed = a_listing(a_source(CSV), body.encode())
    assert parsed.outcome is outcome
    assert reason in parsed.reason


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (404, Outcome.CHANGED),
        (204, Outcome.CHANGED),
        (403, Outcome.BLOCKED),
        (429, Outcome.BLOCKED),
    ],
)
def test_an_answer_that_is_none(status: int, outcome: Outcome) -> None:
    done = walk(a_source(JSON), lambda _: Answer(status=status))
    assert done.outcomes == [outcome]
    assert f"HTTP {status}" in done.reasons


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("{from: x}", "2026-11-01T10:00:00Z", "2026-11-01T10:00:00+00:00"),
        ("{from: x}", 1793606400, "2026-11-02T08:00:00+00:00"),
        ("{from: x}", "1793606400000", "2026-11-02T08:00:00+00:00"),
        ("{from: x, date: '%d.%m.%y', zone: Europe/Kyiv}", "02.11.26", "2026-11-02T00:00:00+00:00"),
        ("{from: x}", "2 days ago", "2026-10-31T12:00:00+00:00"),
        ("{from: x}", "", None),
        ("{from: x}", None, None),
        ("{from: x}", "soon", "is no date: 'soon'"),
        ("{from: x, date: '%Y'}", "2026-11", "is no date"),
        ("{from: x}", "0001-01-01T00:00:00+14:00", "is no date"),
    ],
)
def test_moments(field: str, value: object, read: str | None) -> None:
    spec = JSON.replace("{title: title,", f"{{title: title, posted_at: {field},")
    data = {"jobs": [a_job(x=value)], "count": 1}
    parsed = a_listing(a_source(spec), json.dumps(data).encode())
    if parsed.outcome is Outcome.CHANGED:
        assert read
        assert read in parsed.reason
    else:
        moment = parsed.postings[0].posted_at
        assert (moment.isoformat() if moment else None) == read


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("x", 8.25, 8.25),
        ("x", "1 234,5", 12345.0),
        ("{from: x, decimal: ','}", "1.234,5", 1234.5),
        ("{from: x, strip: '$'}", "$1,200", 1200.0),
        ("x", "many", "is no number: 'many'"),
        ("x", "nan", "is no number"),
        ("x", "1e999", "is no number"),
        ("x", "", "its `value` is empty"),
    ],
)
def test_numbers(field: str, value: object, read: float | str) -> None:
    spec = f"""  yields: observations
  json: {{url: "http://a.test/", rows: "[*]"}}
  fields: {{subject: {{value: s}}, metric: {{value: m}}, value: {field}}}
"""
    parsed = a_listing(a_source(spec), json.dumps([{"x": value}]).encode())
    if isinstance(read, str):
        assert read in parsed.reason
    else:
        assert [seen.value for seen in parsed.observations] == [read]


TELEGRAM = "  yields: documents\n  telegram: {url: 'file://imports/result.json'}\n"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("[]", "no JSON object"),
        ("{}", "no `messages`"),
        ('{"messages": [{"id": 1, "type": "message", "text": "x"', "cut off"),
        ('{"messages": [{"text": "x"}]}', "without `id` or `type`"),
        ('{"messages": [{"id": 1, "type": "message", "text": "x"}]}', "no `date`"),
    ],
)
def test_telegram(body: str, reason: str) -> None:
    done = walk(a_source(TELEGRAM), a_file(body.encode()))
    assert done.outcomes == [Outcome.CHANGED]
    assert reason in done.reasons


def test_a_telegram_export_without_messages_is_empty() -> None:
    assert walk(a_source(TELEGRAM), a_file(b'{"messages": []}')).outcomes == [Outcome.EMPTY]


def test_chats_of_two_people_are_left_out() -> None:
    message = {"id": 1, "type": "message", "text": "x", "date": "2026-10-01T10:00:00"}
    chats = [
        {"name": "Olena", "type": "personal_chat", "id": 1, "messages": [message]},
        {"name": "Jobs", "type": "public_channel", "id": 2, "messages": [message]},
    ]
    body = json.dumps({"chats": {"list": chats}}, indent=1).encode()
    done = walk(a_source(TELEGRAM), a_file(body))
    assert [document.external_id for document in done.documents] == ["2/1"]


SQL = """  yields: postings
  sql: {url: "postgresql://a.test/db", query: "SELECT id, title FROM t", key: id, size: 2}
  fields: {title: title}
"""


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([a_job(1), a_job(1)], "rows 1 and 2 have the same `id` (key)"),
        ([a_job(1), a_job(2), a_job(2)], "rows 2 and 3 have the same `id`"),
        ([{"title": "T"}], "a row without `id` (key)"),
        ([{"id": 1}], "no `title`"),
        ([a_job(n) for n in range(5)], "5 rows, though 3 were asked for"),
        ([[]], "no JSON object"),
    ],
)
def test_rows_by_key(rows: list[object], reason: str) -> None:
    parsed = a_listing(a_source(SQL), as_lines(*rows))
    assert parsed.outcome is Outcome.CHANGED
    assert reason in parsed.reason


def test_a_record_without_an_id_is_known_by_what_seldom_changes() -> None:
    spec = JSON.replace("  id: id\n", "")
    one, other = (
        a_listing(a_source(spec), json.dumps({"jobs": [job], "count": 1}).encode()).postings[0]
        for job in (a_job(firm="A", views=1), a_job(firm="A", views=2))
    )
    assert one.external_id == other.external_id


def test_a_source_that_no_watch_names_is_not_asked() -> None:
    source = a_source(JSON)
    assert not source.requests(asking("data", name="another"))
    assert source.requests(asking("data"))
