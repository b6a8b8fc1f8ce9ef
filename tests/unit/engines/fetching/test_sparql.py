"""A question to an endpoint asks and does nothing else."""

from urllib.parse import parse_qs

import pytest

from contracts.asking import Rows, encode_asked
from contracts.errors import Permanent
from contracts.frontier import Kind, Request
from engines.fetching.sparql import RESULTS, as_http


def asking(query: str) -> Request:
    body = encode_asked(Rows(query=query))
    return Request(url="https://dbpedia.org/sparql", source="s", kind=Kind.SPARQL, body=body)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s WHERE { ?s ?p ?o } LIMIT 10",
        "PREFIX insert: <http://x/insert> ASK { ?s insert:drop 'DELETE' }",
        '# INSERT DATA\nSELECT * { ?service <http://x/SERVICE> """drop \' it""" }',
        "BASE <http://x/>\nprefix : <y#>\nselect (COUNT(?s) AS ?n) { ?s :clear ?o }",
        'SELECT * { ?s ?p "a \\" INSERT "@en . FILTER(?a < 5 && ?b > 3) }',
    ],
)
def test_a_question_is_sent_as_it_is(query: str) -> None:
    sent = as_http(asking(query))
    assert sent.method == "POST"
    assert parse_qs(sent.body.decode()) == {"query": [query]}
    assert sent.headers["Accept"] == RESULTS


@pytest.mark.parametrize(
    "query",
    [
        *("", "INSERT DATA { <a> <b> <c> }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL"),
        *("LOAD <http://127.0.0.1/>", "DROP GRAPH <g>", "DESCRIBE <x>"),
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "SELECT ?s { ?s ?p ?o } ; INSERT DATA { <a> <b> <c> }",
        "PREFIX a: <#> # SELECT\nINSERT DATA { <a> <b> <c> }",
        'SELECT * { ?s ?p "\\"" } DELETE WHERE { ?s ?p ?o }',
        "SELECT * { SERVICE <http://169.254.169.254/> { ?s ?p ?o } }",
        "select * { service silent <http://10.0.0.1/> { ?s ?p ?o } }",
    ],
)
def test_a_change_and_a_question_to_others_are_refused(query: str) -> None:
    with pytest.raises(Permanent):
        as_http(asking(query))
