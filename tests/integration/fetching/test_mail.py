"""A mailbox is looked at and left as it was, by a server that is known and not trusted."""

import ssl
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.asking import Rows
from contracts.errors import Permanent, Transient
from contracts.fetching import Fetched
from contracts.frontier import Kind
from engines.fetching.mail import MailFetcher
from engines.net.guard import Refused
from tests.engines.certificates import Certificates
from tests.integration.fetching.asking import asking, credentials, dialers, rows
from tests.integration.fetching.mailbox import PASSWORD, Mailbox, serving

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
LETTERS = {number: f"Subject: {number}\r\n\r\nтекст".encode() for number in (3, 4, 9, 12)}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def mailbox(certificates: Certificates) -> Iterator[Mailbox]:
    with serving(Mailbox(dict(LETTERS)), str(certificates.cert), str(certificates.key)) as found:
        yield found


def fetch(
    mailbox: Mailbox, certificates: Certificates, *, host: str = "127.0.0.1", **fields: Any
) -> Fetched:
    place = f"{host}:{mailbox.port}"
    fetcher = MailFetcher(
        dialers(f"127.0.0.1:{mailbox.port}"),
        credentials(f"reader:{fields.pop('password', PASSWORD)}", place),
        lambda: NOW,
        tls=ssl.create_default_context(cafile=str(certificates.ca)),
        seconds=fields.pop("seconds", 10),
    )
    asked = Rows(key="uid", **fields)
    return fetcher.fetch(asking(f"imaps://{place}/INBOX", asked, Kind.MAIL, credential="shop"))


def test_messages_come_in_pages_and_whole(mailbox: Mailbox, certificates: Certificates) -> None:
    seen: list[dict[str, Any]] = []
    while True:
        after = seen[-1]["uid"] if seen else None
        page = rows(fetch(mailbox, certificates, after=after, limit=2))
        seen += page
        if len(page) < 2:
            break
    assert {row["uid"]: b64decode(row["message"]) for row in seen} == LETTERS


def test_nothing_is_changed_not_even_a_flag(mailbox: Mailbox, certificates: Certificates) -> None:
    rows(fetch(mailbox, certificates, within="30d"))
    verbs = [" ".join(told.split()[:2]) for told in mailbox.told if not told.startswith("LOGIN")]
    assert verbs == ["CAPABILITY", 'EXAMINE "INBOX"', "UID SEARCH", *["UID FETCH"] * 4]
    assert "UID SEARCH UID 1:* SINCE 07-Feb-2026" in mailbox.told
    assert all("BODY.PEEK" in told for told in mailbox.told if told.startswith("UID FETCH"))


def test_a_wrong_password_is_401_and_is_not_said(
    mailbox: Mailbox, certificates: Certificates
) -> None:
    assert fetch(mailbox, certificates, password="wrong").status == 401  # noqa: S106 - it is the wrong one


def test_a_large_message_is_cut_and_said_to_be(
    mailbox: Mailbox, certificates: Certificates
) -> None:
    mailbox.messages[20] = b"Subject: large\r\n\r\n" + b"x" * (1 << 20)
    (row,) = rows(fetch(mailbox, certificates, after=12, limit=20))
    assert row["cut"] is True
    assert b64decode(row["message"]) == mailbox.messages[20][: (16 << 20) * 2 // 3 // 20]


@pytest.mark.parametrize(
    "said",
    [
        b"* 1 FETCH (BODY[]<0> {99999999999}\r\n",
        (b"* SEARCH" + b" 1" * 400_000 + b"\r\n") * 50,
    ],
    ids=len,
)
def test_an_endless_answer_ends(mailbox: Mailbox, certificates: Certificates, said: bytes) -> None:
    mailbox.answer = lambda told: said if told.startswith("UID") else None
    with pytest.raises(Permanent, match="more than 32 MiB are sent"):
        fetch(mailbox, certificates, seconds=100)


@pytest.mark.parametrize("seconds", [0.005, 0.01, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3])
def test_its_time_may_run_out_at_any_moment_of_an_answer(
    mailbox: Mailbox, certificates: Certificates, seconds: float
) -> None:
    said = b"* SEARCH 1 2\r\n" * 2_000_000
    mailbox.answer = lambda told: said if told.startswith("UID") else None
    with pytest.raises((Permanent, Transient), match=r"source .*: the mailbox's server"):
        fetch(mailbox, certificates, seconds=seconds)


@pytest.mark.parametrize("verb", ["CAPABILITY", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"])
@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 400 Bad Request\r\n",
        b"* \xff\xfe\r\n",
        b"* SEARCH 1 x\r\n",
        b"* SEARCH 1 -2 99999999999999999999999999\r\n",
        b"* SEARCH {3}\r\n1 2\r\n",
        b"* CAPABILITY \xff\r\n",
        b"* 1 FETCH (BODY[]<0> {" + b"9" * 5000 + b"}\r\n",
        b"* OK [UNSEEN " + b"\xff" * 9 + b"]\r\n",
        b"* BYE\r\n",
        b"* SEARCH\n",
        b"\0" * 999 + b"\r\n",
        b"+ \r\n",
    ],
    ids=lambda said: repr(said[:20]),
)
def test_what_is_no_imap_is_said(
    mailbox: Mailbox, certificates: Certificates, verb: str, said: bytes
) -> None:
    mailbox.answer = lambda told: said if told.startswith(verb) else None
    with suppress(Permanent, Transient):
        fetch(mailbox, certificates)


def test_numbers_that_are_none_are_said(mailbox: Mailbox, certificates: Certificates) -> None:
    mailbox.answer = lambda told: b"* SEARCH 1 x\r\n" if "SEARCH" in told else None
    with pytest.raises(Permanent, match="x' is no number of a message"):
        fetch(mailbox, certificates)


def test_a_server_that_drips_its_greeting_is_left(certificates: Certificates) -> None:
    greeting = Mailbox({}, greeting=b"* OK wait for it", every=0.05)
    with (
        serving(greeting, str(certificates.cert), str(certificates.key)) as dripping,
        pytest.raises(Transient, match="within 1 s"),
    ):
        fetch(dripping, certificates, seconds=1)


def test_a_silent_server_is_left(mailbox: Mailbox, certificates: Certificates) -> None:
    mailbox.answer = lambda told: b"* OK wait\r\n* 1 FETCH (" if "SEARCH" in told else None
    with pytest.raises((Permanent, Transient)):
        fetch(mailbox, certificates, seconds=1)


def test_the_name_is_checked_though_the_address_is_connected_to(
    mailbox: Mailbox, certificates: Certificates
) -> None:
    assert rows(fetch(mailbox, certificates, host="localhost", after=9))
    with pytest.raises(Transient, match="certificate"):
        fetch(mailbox, certificates, host="127.1", after=9)


def test_the_address_is_refused_unless_it_is_allowed(
    mailbox: Mailbox, certificates: Certificates
) -> None:
    place = f"127.0.0.1:{mailbox.port}"
    fetcher = MailFetcher(dialers(), credentials("a:b", place), lambda: NOW)
    with pytest.raises(Refused):
        fetcher.fetch(asking(f"imaps://{place}/INBOX", Rows(), Kind.MAIL, credential="shop"))
    del certificates
