"""A wrong Source is told by file, line and field, as a Watch is; a file may hold both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.declarations import parse_declarations
from contracts.errors import Permanent

SOURCE = """\
apiVersion: prospekt.dev/v1alpha1
kind: Source
metadata:
  name: jobs-api
spec:
  yields: postings
  json:
    url: https://api.test/jobs?q={keywords}&page={page}
    headers:
      Accept: application/json
    rows: data.items[*]
    paging: {size: 20}
  id: id
  fields:
    title: name
    posted_at:
      from: published
      zone: Europe/Kyiv
  credential: token
  pace: {intervalMs: 2000}
"""
WATCH = """\
apiVersion: prospekt.dev/v1alpha1
kind: Watch
metadata: {name: data}
spec: {keywords: [data], sources: [jobs-api]}
"""


def test_a_file_may_hold_both_kinds() -> None:
    found = parse_declarations(f"{SOURCE}---\n{WATCH}", "f.yaml")
    assert [watch.name for watch in found.watches] == ["data"]
    assert [source.name for source in found.sources] == ["jobs-api"]
    assert found.sources[0].space == "default"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  json:", "  jsun:", "f.yaml:7: spec.jsun: unknown field; did you mean 'json'?"),
        ("rows:", "row:", "f.yaml:11: spec.json.row: unknown field; did you mean 'rows'?"),
        ("from: pub", "form: pub", "f.yaml:17: spec.fields.posted_at.form: unknown field; did"),
        ("title: name", "titel: name", "f.yaml:15: spec.fields.titel: no field of postings"),
        ("title: name", "url: name", "f.yaml:14: spec.fields: postings need `title`"),
        ("title: name", "title: 5", "f.yaml:15: spec.fields.title: Expected `str | object`"),
        ("title: name", "title: a..b", "f.yaml:15: spec.fields.title: 'a..b' is no path"),
        ("title: name", "title: ''", "f.yaml:15: spec.fields.title: is empty"),
        ("application/json", "5", "f.yaml:10: spec.json.headers.Accept: Expected `str`"),
        ("Accept", "Authorization", "f.yaml:10: spec.json.headers.Authorization: is a secret"),
        ("https://api", "https://u:p@api", "f.yaml:8: spec.json.url: holds a credential"),
        ("q={k", "api_key=1&q={k", "f.yaml:8: spec.json.url: 'api_key' looks like a secret"),
        ("https:", "gopher:", "f.yaml:8: spec.json.url: 'gopher://api.test"),
        ("api.test/", "{place}/", "f.yaml:8: spec.json.url: a placeholder cannot stand in"),
        ("jobs?", "../jobs?", "f.yaml:8: spec.json.url: must not lead upwards"),
        ("{keywords}", "{keyword}", "f.yaml:8: spec.json.url: {keyword} is not known here"),
        ("data.items[*]", "data.[x", "f.yaml:11: spec.json.rows: 'data.[x' is no path"),
        ("{page}", "1", "f.yaml:12: spec.json.paging: needs one of next"),
        ("{size: 20}", "{next: n}", "f.yaml:12: spec.json.paging: needs one of next"),
        ("{page}", "{cursor}", "f.yaml:12: spec.json.paging.cursor: {cursor} in the address"),
        ("{size: 20}", "{total: '['}", "f.yaml:12: spec.json.paging.total: '[' is no path"),
        ("Europe/Kyiv", "Nowhere", "f.yaml:18: spec.fields.posted_at.zone: 'Nowhere' is no"),
        ("credential: token", "credential: a b", "f.yaml:19: spec.credential: is the name of"),
        ("2000", "-1", "f.yaml:20: spec.pace: must not be below 0"),
        ("yields: postings", "yields: jobs", "f.yaml:6: spec.yields: Invalid enum value"),
        ("name: jobs-api", "name: Jobs_Api", "f.yaml:4: metadata.name: use up to 63"),
        (
            "\n  name: jobs-api",
            " {name: a, namespace: public}",
            "f.yaml:3: metadata.namespace: public is",
        ),
        ("yields: postings", "space: public", "f.yaml:6: spec.space: unknown field"),
        ("kind: Source", "kind: [Source]", "f.yaml:2: kind: ['Source'] is not known here"),
        ("  id: id", "  rss: {url: 'http://a.test/'}", "f.yaml:5: spec: needs exactly one of"),
        ("  id: id", "  each: {x: [a]}", "f.yaml:13: spec.each.x: {x} does not stand in the"),
    ],
)
def test_a_fault_is_told_by_file_line_and_field(old: str, new: str, said: str) -> None:
    with pytest.raises(Permanent) as fault:
        parse_declarations(SOURCE.replace(old, new, 1), "f.yaml")
    assert str(fault.value).startswith(said)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("sql: {url: 'postgresql://a/b', query: 'DROP TABLE x', key: id}", "begins with 'drop'"),
        ("sql: {url: 'sqlite://a/b', query: 'SELECT 1; ATTACH x AS y', key: id}", "a semicolon"),
        ("sql: {url: 'sqlite://a/b', query: '/* SELECT */ DELETE FROM x', key: id}", "'delete'"),
        ("mail: {url: 'imap://a.test/INBOX'}", "must begin with imaps:// or file://"),
        ("sql: {url: 'postgresql://u:p@a/b', query: SELECT 1, key: id}", "holds a credential"),
        ("sql: {url: 'mysql://a/b', query: SELECT 1, key: id}", "must begin with postgresql://"),
        ("sql: {url: 'postgresql://a/b', query: SELECT 1, key: id, size: 0}", "at least 1"),
        ("mongo: {url: 'mongodb://a/b/c', filter: {$or: [{$where: '1'}]}}", "runs code"),
        ("sparql: {url: 'http://a.test/', query: 'DELETE {}', key: x}", "begin with SELECT"),
        ("sparql: {url: 'http://a.test/', query: 'SELECT *', key: '?x'}", "without its ?"),
        ("csv: {url: 'file:///etc/passwd'}", "FOLDER is one that an admin allowed"),
        ("csv: {url: 'file://imports/../x'}", "must not lead upwards"),
        ("csv: {url: 'http://a.test/', delimiter: '::'}", "must be one character"),
        ("html: {url: 'http://a.test/', rows: 'a['}", "'a[' is no CSS selector"),
        ("html: {url: 'http://a.test/', rows: ''}", "is empty"),
        ("mail: {url: 'imaps://a.test/INBOX', within: soon}", "expected a span such as 30d"),
        ("website: {url: 'http://a.test/'}", "a website's pages are read without them"),
        ("telegram: {url: 'file://imports/{keywords}.json'}", "{keywords} is not known here"),
    ],
)
def test_what_each_connector_must_have(block: str, said: str) -> None:
    head, _, _ = SOURCE.partition("  json:")
    text = f"{head}  {block}\n  fields: {{title: title}}\n"
    with pytest.raises(Permanent, match=r"^f\.yaml:\d+: spec\.") as fault:
        parse_declarations(text, "f.yaml")
    assert said in str(fault.value)


@given(st.text(max_size=60), st.sampled_from(["url", "rows", "title", "zone", "credential"]))
def test_any_text_in_a_field_is_a_source_or_one_clear_fault(text: str, field: str) -> None:
    written = "".join(char for char in text if char.isprintable()).replace("'", "''")
    lines = [
        f"{line.partition(':')[0]}: '{written}'" if line.strip().startswith(f"{field}:") else line
        for line in SOURCE.splitlines()
    ]
    try:
        parse_declarations("\n".join(lines), "f.yaml")
    except Permanent as fault:
        assert str(fault).startswith("f.yaml")
