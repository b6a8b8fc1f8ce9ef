"""A source's query as one SELECT within ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.asking import Rows
from contracts.errors import Permanent
from engines.fetching.statements import for_psycopg, values, wrapped


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "  select id from t where a = ':no' ; ",
        "WITH a AS (SELECT 1) SELECT * FROM a -- the end;",
        "/* first; */ VALUES (1)",
        "SELECT ';' AS a, \";\" FROM t WHERE b = $tag$;$tag$",
        r"SELECT E'it\'s; fine'",
    ],
)
def test_one_question_is_taken_whatever_stands_in_its_texts(query: str) -> None:
    assert wrapped(Rows(query=query)).startswith("SELECT * FROM (")


@pytest.mark.parametrize(
    "query",
    [
        *("", "DELETE FROM t", "INSERT INTO t VALUES (1)", "DROP TABLE t", "ATTACH 'x' AS y"),
        *("PRAGMA writable_schema = 1", "COPY t TO '/tmp/x'", "SET ROLE admin", "-- SELECT"),
        *("EXPLAIN SELECT 1", "CALL f()", "(SELECT 1)", "BEGIN", "VACUUM", "DO $$ $$"),
        *("SELECT 1; SELECT 2", "SELECT 1; DROP TABLE t", "SELECT ''';' ; DELETE FROM t"),
    ],
)
def test_anything_else_is_refused(query: str) -> None:
    with pytest.raises(Permanent):
        wrapped(Rows(query=query))


def test_a_page_begins_after_the_last_key() -> None:
    asked = Rows(query="SELECT id FROM t", key='a"b', after=7, limit=5)
    assert wrapped(asked).endswith(
        ') AS asked WHERE "a""b" > :prospekt_after ORDER BY "a""b" LIMIT :prospekt_limit'
    )
    assert values(asked) == {"prospekt_after": 7, "prospekt_limit": 5}
    assert "WHERE" not in wrapped(Rows(query="SELECT id FROM t", key="id", limit=5))


@pytest.mark.parametrize(
    ("given_", "written"),
    [
        ("a = :name AND b::text LIKE '%:x'", "a = %(name)s AND b::text LIKE '%%:x'"),
        ("-- :no 5%\n:yes", "-- :no 5%%\n%(yes)s"),
        ('":no" = :yes', '":no" = %(yes)s'),
    ],
)
def test_names_are_bound_and_nothing_else(given_: str, written: str) -> None:
    assert for_psycopg(given_) == written


@given(st.text(alphabet="aE'\"$:;-/*%\\ \n`()", max_size=40))
def test_nothing_is_lost_of_any_text(text: str) -> None:
    assert for_psycopg(text).replace("%%", "%").replace("%(", ":").replace(")s", "") is not None
    assert for_psycopg(text.replace(":", "")) == text.replace(":", "").replace("%", "%%")
