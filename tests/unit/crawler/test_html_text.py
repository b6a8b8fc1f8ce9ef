"""HTML to clean text, charsets, and what is left out of it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.contacts import without_contacts
from crawler.reading.decoding import text_of
from crawler.reading.html_text import one_line, paragraphs
from tests.unit.crawler.pages import a_page


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>One</p><p>two</p>", "One\ntwo", id="paragraphs"),
        pytest.param("<ul><li>a<li>b</ul>c", "a\nb\nc", id="items-and-what-follows"),
        pytest.param("a<br>b<br/>\n\n<br>c", "a\nb\nc", id="breaks"),
        pytest.param(
            "<p>Ми <b>шука</b>ємо\n  вас</p>", "Ми шукаємо вас", id="inline-tags-part-no-word"
        ),
        pytest.param("<div>a<div>b</div>c</div>", "a\nb\nc", id="nested-blocks"),
        pytest.param("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc", id="table"),
        pytest.param("a&nbsp;&amp;&nbsp;b &lt;p&gt;", "a & b <p>", id="entities"),
        pytest.param("25\u202f000\u00a0грн", "25 000 грн", id="odd-spaces"),
        pytest.param("so\u00adft\u200b ware\ufeff", "soft ware", id="invisible-characters"),
        pytest.param("a<script>if (a < b) {}</script><style>p{}</style>b", "ab", id="code"),
        pytest.param("a<!-- <p>no</p> -->b", "ab", id="comments"),
        pytest.param("<a title='x > y' href=\"<p>\">a</a>b", "ab", id="brackets-in-attributes"),
        pytest.param("a<xmp><p>b</xmp>c", "ac", id="raw-text-that-looks-like-tags"),
        pytest.param("5 < 6 and a<b", "5 < 6 and a", id="brackets-that-are-no-tags"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_html_becomes_lines(html: str, text: str) -> None:
    assert paragraphs(html) == text


@given(st.text(alphabet="<>/pbdivli !-&;\"'a=\n\0", max_size=80))
def test_what_is_read_has_no_empty_lines_and_no_odd_spaces(html: str) -> None:
    text = paragraphs(html)
    assert all(line and line == one_line(line) for line in text.split("\n")) or text == ""


@pytest.mark.parametrize(
    "html", ["<div>" * 9_999, "<a><p>" * 9_999, "<!--" * 20_000, "<" * 500_000]
)
def test_hostile_nesting_takes_no_time(html: str) -> None:
    began = time.process_time()
    paragraphs(html)
    assert time.process_time() - began < 1.5


WORDS = "Їжак"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(WORDS.encode(), "", id="utf-8-unsaid"),
        pytest.param(WORDS.encode("cp1251"), "text/html; charset=windows-1251", id="header"),
        pytest.param(b"<meta charset=cp1251>" + WORDS.encode("cp1251"), "text/html", id="meta"),
        pytest.param(WORDS.encode("utf-8-sig"), "text/html; charset=cp1251", id="mark-goes-first"),
        pytest.param(WORDS.encode("utf-16"), "", id="utf-16-by-its-mark"),
        pytest.param(WORDS.encode(), "text/html; charset=klingon", id="unknown"),
        pytest.param(WORDS.encode(), "text/html; charset=rot13", id="no-charset-at-all"),
        pytest.param(WORDS.encode(), 'x; CharSet="UTF-8"', id="quoted"),
    ],
)
def test_a_pages_charset_is_found(body: bytes, content_type: str) -> None:
    page = a_page("http://a.test/", body, headers={"content-type": content_type})
    assert text_of(page).removeprefix("<meta charset=cp1251>") == WORDS


@pytest.mark.parametrize("charset", ["cp1251", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("said", ["text/html", "text/html; charset=utf-8"])
def test_a_page_that_lies_about_its_charset_is_read(charset: str, said: str) -> None:
    text = "<h1>Інженер даних</h1><p>Пишемо документацію, що всім до вподоби</p>"
    page = a_page("http://a.test/", text.encode(charset), headers={"content-type": said})
    assert text_of(page) == text


def test_a_few_broken_characters_do_not_change_a_charset() -> None:
    raw = "Інженер даних ".encode() * 200 + b"\xd0"
    assert text_of(a_page("http://a.test/", raw)) == "Інженер даних " * 200 + "\ufffd"


@given(st.binary(max_size=60), st.text(max_size=20))
def test_any_bytes_in_any_charset_are_some_text(body: bytes, charset: str) -> None:
    page = a_page("http://a.test/", body, headers={"content-type": f"x; charset={charset}"})
    text_of(page).encode()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Резюме на hr@acme.example, дякуємо", "Резюме на , дякуємо"),
        ("тел. +38 (044) 123-45-67", "тел."),
        ("0501234567 Олена", "Олена"),
        ("+48 601 234 567", ""),
    ],
)
def test_contacts_are_left_out(text: str, left: str) -> None:
    assert without_contacts(text) == left


@pytest.mark.parametrize(
    "text",
    ["від 25 000 до 30 000 грн", "2024 2025 2026", "C++17, ISO 9001:2015", "a@b", "100+ 24/7"],
)
def test_other_numbers_stay(text: str) -> None:
    assert without_contacts(text) == text
