"""The worked examples of databases, messages and mail, run on answers in their shape."""

import base64
import json
from datetime import UTC, datetime

from contracts.asking import decode_rows
from contracts.frontier import Kind, Request
from tests.unit.crawler.declared.examples import always, run
from tests.unit.crawler.declared.walk import Answer, a_file, as_lines


def test_sql() -> None:
    def site(request: Request) -> Answer:
        rows = decode_rows(request.body)
        assert request.kind is Kind.SQL
        assert rows.parameters == {"words": "%data%"}
        first = 1 if rows.after is None else int(rows.after) + 1
        found = [
            {"id": n, "title": f"T{n}", "department": "D", "city": "Київ"}
            | {"opened_on": "2026-10-01", "text": "x"}
            for n in range(first, min(first + rows.limit, 701))
        ]
        return Answer(as_lines(*found))

    done = run("sql", site, "data")
    assert [int(posting.external_id) for posting in done.postings] == list(range(1, 701))
    assert len(done.requests) == 2
    assert done.requests[0].meta["credential"] == "hr-database"


def test_mongodb() -> None:
    row = {
        "_id": {"$oid": "65f0c0ffee65f0c0ffee65f0"},
        "employer": {"name": "Acme"},
        "text": "Good.",
        "at": {"$date": "2026-10-01T00:00:00Z"},
    }
    done = run("mongo", always(as_lines(row)))
    (document,) = done.documents
    assert (document.external_id, document.title) == ("65f0c0ffee65f0c0ffee65f0", "Acme")
    assert document.published_at == datetime(2026, 10, 1, tzinfo=UTC)
    asked = decode_rows(done.requests[0].body)
    assert asked.filter == {"published": True, "stars": {"$lte": 5}}
    assert asked.fields == ("employer", "text", "at")


def test_sparql() -> None:
    binding = {
        "occupation": {"type": "uri", "value": "http://dbpedia.org/resource/Actuary"},
        "label": {"type": "literal", "xml:lang": "en", "value": "Actuary"},
        "abstract": {"type": "literal", "xml:lang": "en", "value": "Measures risk."},
    }
    data = {"head": {"vars": list(binding)}, "results": {"bindings": [binding]}}
    done = run("sparql", always(json.dumps(data)), 'a "b"')
    (document,) = done.documents
    assert document.external_id == document.url == "http://dbpedia.org/resource/Actuary"
    assert (document.title, document.text) == ("Actuary", "Measures risk.")
    query = decode_rows(done.requests[0].body).query
    assert query.startswith("PREFIX dbo: <http://dbpedia.org/ontology/>")
    assert 'LCASE("a \\"b\\"")' in query
    assert query.endswith("ORDER BY STR(?occupation) LIMIT 501")


def test_telegram() -> None:
    export = {
        "name": "Jobs",
        "type": "public_channel",
        "id": 99,
        "messages": [
            {"id": 1, "type": "service", "date": "2026-10-01T10:00:00", "text": ""},
            {
                "id": 2,
                "type": "message",
                "date": "2026-10-01T12:00:00",
                "date_unixtime": "1790845200",
                "text": ["Data Engineer\n", {"type": "bold", "text": "Acme"}],
            },
        ],
    }
    (posting,) = run("telegram", a_file(json.dumps(export).encode())).postings
    assert (posting.external_id, posting.title) == ("99/2", "Data Engineer")
    assert (posting.description, posting.employment) == ("Data Engineer\nAcme", "full-time")
    assert posting.posted_at == datetime(2026, 10, 1, 9, tzinfo=UTC)


MAIL = (
    b"Message-ID: <7@acme.example>\r\nSubject: =?utf-8?b?0JLQsNC60LDQvdGB0ZbRjw==?=\r\n"
    b"Date: Mon, 02 Nov 2026 09:00:00 +0200\r\nFrom: Olena <olena@acme.example>\r\n"
    b'Content-Type: multipart/alternative; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/plain; charset=koi8-u\r\n\r\n\xeb\xc9\xa7\xd7\r\n--x--\r\n"
)


def test_mail_by_imap_as_an_mbox_and_as_files() -> None:
    row = {"uid": 7, "message": base64.b64encode(MAIL).decode()}
    (posting,) = run("mail", always(as_lines(row))).postings
    assert (posting.external_id, posting.title) == ("7@acme.example", "Вакансія")
    assert (posting.description, posting.posted_at) == (
        "Київ",
        datetime(2026, 11, 2, 7, tzinfo=UTC),
    )
    mbox = b"From olena Mon Nov  2 09:00:00 2026\n" + MAIL + b"\n"
    (document,) = run("mail", a_file(mbox), number=1).documents
    assert (document.external_id, document.text) == ("7@acme.example", "Київ")

    def folder(request: Request) -> Answer:
        return Answer(as_lines({"name": "1:2,S"}) if request.url.endswith("/") else MAIL)

    done = run("mail", folder, number=2)
    assert [each.external_id for each in done.documents] == ["7@acme.example"]
    assert done.requests[1].url == "file://mail/inbox/cur/1%3A2%2CS"
