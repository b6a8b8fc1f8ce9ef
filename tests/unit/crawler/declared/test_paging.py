"""Every way of going on ends, and shows each row once."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.asking import decode_rows
from contracts.frontier import Request
from contracts.records import Outcome
from tests.unit.crawler.declared.walk import Answer, Walk, a_file, a_source, as_lines, walk

JSON = """  yields: postings
  json: {{url: "http://a.test/jobs?{query}", rows: "jobs[*]", paging: {paging}}}
  id: id
  fields: {{title: title}}
"""


def a_job(number: int) -> dict[str, object]:
    return {"id": number, "title": f"T{number}"}


def pages_of(rows: int, size: int, query: str, paging: str) -> Walk:
    """Walk a board of so many rows that knows every kind of paging."""

    def site(request: Request) -> Answer:
        asked = {key: value[0] for key, value in parse_qs(urlsplit(request.url).query).items()}
        number = int(asked.get("page", 1))
        start = int(asked.get("offset") or asked.get("cursor") or (number - 1) * size)
        end = min(start + size, rows)
        more = end < rows
        data = {
            "jobs": [a_job(each) for each in range(start, end)],
            "count": rows,
            "last": max(1, -(-rows // size)),
            "more": more,
            "cursor": str(end) if more else None,
            "next": f"/jobs?offset={end}" if more else None,
        }
        link = {"link": f'</jobs?offset={end}>; rel="next"'} if more else {}
        return Answer(json.dumps(data).encode(), headers=link)

    return walk(a_source(JSON.format(query=query, paging=paging)), site)


WAYS = [
    ("page={page}", "{total: count}"),
    ("page={page}", "{pages: last}"),
    ("page={page}", "{more: more}"),
    ("page={page}", "{size: 3}"),
    ("page={page}", "{}"),
    ("offset={offset}", "{total: count}"),
    ("offset={offset}", "{more: more}"),
    ("offset={offset}", "{size: 3}"),
    ("offset={offset}", "{}"),
    ("cursor={cursor}", "{cursor: cursor}"),
    ("x=1", "{next: next}"),
    ("x=1", "{linkHeader: true}"),
]


@pytest.mark.parametrize(("query", "paging"), WAYS)
@given(rows=st.integers(0, 20))
def test_each_row_is_shown_once_and_the_walk_ends(query: str, paging: str, rows: int) -> None:
    done = pages_of(rows, 3, query, paging)
    assert [int(posting.external_id) for posting in done.postings] == list(range(rows))
    assert set(done.outcomes) <= {Outcome.OK, Outcome.EMPTY}
    assert len(done.requests) <= rows // 3 + 2


def test_the_first_page_may_be_zero() -> None:
    def site(request: Request) -> Answer:
        number = int(request.url.rpartition("=")[2])
        return Answer(json.dumps({"jobs": [a_job(number)], "last": 2}).encode())

    done = walk(a_source(JSON.format(query="page={page}", paging="{first: 0, pages: last}")), site)
    assert [posting.external_id for posting in done.postings] == ["0", "1"]


@pytest.mark.parametrize(
    ("query", "paging", "body"),
    [
        ("cursor={cursor}", "{cursor: c}", {"jobs": [a_job(1)], "c": "same"}),
        ("x=1", "{next: n}", {"jobs": [a_job(1)], "n": "http://a.test/jobs?x=1"}),
    ],
)
def test_a_page_that_leads_to_itself_is_told(query: str, paging: str, body: object) -> None:
    source = a_source(JSON.format(query=query, paging=paging))
    done = walk(source, lambda _: Answer(json.dumps(body).encode()))
    assert done.outcomes[-1] is Outcome.CHANGED


ROWS = """  yields: postings
  {block}
  fields: {{title: title}}
"""


@pytest.mark.parametrize(
    "block",
    [
        "sql: {url: 'postgresql://a.test/db', query: 'SELECT 1', key: id, size: 3}",
        "mongo: {url: 'mongodb://a.test/db/jobs', key: id, size: 3}",
    ],
)
@given(rows=st.integers(0, 12))
def test_rows_by_key(block: str, rows: int) -> None:
    def site(request: Request) -> Answer:
        asked = decode_rows(request.body)
        start = 0 if asked.after is None else asked.after + 1
        return Answer(as_lines(*map(a_job, range(start, min(rows, start + asked.limit)))))

    done = walk(a_source(ROWS.format(block=block)), site)
    assert [int(posting.external_id) for posting in done.postings] == list(range(rows))
    assert len(done.requests) == max(1, -(-rows // 3))


TEXTS = st.text(st.sampled_from('аb,"\n\r ;x'), max_size=8)


@given(titles=st.lists(TEXTS, max_size=8), part=st.integers(60, 200), data=st.data())
def test_files_in_parts_are_as_files_that_are_whole(
    titles: list[str], part: int, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["csv", "jsonl"]))
    rows = [{"id": number, "title": f"t{title}"} for number, title in enumerate(titles)]
    if kind == "jsonl":
        body = as_lines(*rows)
    else:
        doubled = [title.replace('"', '""') for title in titles]
        quoted = [f'{number},"t{title}"' for number, title in enumerate(doubled)]
        body = "\n".join(["id,title", *quoted, ""]).encode()
    source = a_source(
        f"  yields: postings\n  {kind}: {{url: 'file://imports/x'}}\n"
        "  id: id\n  fields: {title: title}\n"
    )
    whole, parts = walk(source, a_file(body)), walk(source, a_file(body, part))
    assert parts.postings == whole.postings
    assert [posting.external_id for posting in whole.postings] == [str(row["id"]) for row in rows]
    assert set(parts.outcomes) <= {Outcome.OK, Outcome.EMPTY}


@given(texts=st.lists(TEXTS, max_size=6), part=st.integers(250, 500))
def test_a_telegram_export_in_parts_is_as_one_that_is_whole(texts: list[str], part: int) -> None:
    messages = [
        {"id": number, "type": "message", "date_unixtime": "1790000000", "text": f"t{text}"}
        for number, text in enumerate(texts)
    ]
    body = json.dumps({"name": "N", "id": 5, "messages": messages}, ensure_ascii=False).encode()
    source = a_source("  yields: documents\n  telegram: {url: 'file://imports/result.json'}\n")
    whole, parts = walk(source, a_file(body)), walk(source, a_file(body, part))
    assert parts.documents == whole.documents
    assert [document.external_id for document in whole.documents] == [
        f"5/{number}" for number in range(len(texts))
    ]


@given(texts=st.lists(st.sampled_from(["a", "From me to you", ">From", "b\n\nFrom x"])))
def test_an_mbox_in_parts_is_as_one_that_is_whole(texts: list[str]) -> None:
    body = b"".join(
        f"From x\nSubject: S{number}\nMessage-ID: <{number}>\n\n{_quoted(text)}\n\n".encode()
        for number, text in enumerate(texts)
    )
    source = a_source("  yields: documents\n  mail: {url: 'file://imports/list.mbox'}\n")
    whole, parts = walk(source, a_file(body)), walk(source, a_file(body, 150))
    assert parts.documents == whole.documents
    assert [each.external_id for each in whole.documents] == list(map(str, range(len(texts))))
    assert [each.text for each in whole.documents] == [
        "\n".join(filter(None, text.split("\n"))) for text in texts
    ]


def _quoted(text: str) -> str:
    """As mboxrd writes lines that look like a message's first."""
    lines = text.split("\n")
    return "\n".join(f">{each}" if each.lstrip(">").startswith("From ") else each for each in lines)


def test_a_row_longer_than_a_part_is_told() -> None:
    source = a_source(
        "  yields: postings\n  jsonl: {url: 'file://imports/x'}\n  fields: {title: title}\n"
    )
    done = walk(source, a_file(as_lines({"title": "x" * 500}), 100))
    assert done.outcomes == [Outcome.CHANGED]
    assert "longer than a part" in done.reasons
