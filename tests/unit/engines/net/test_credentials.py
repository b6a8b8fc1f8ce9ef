"""A secret is shown to whom it is for, and to nobody else."""

import pytest
from pydantic import SecretStr

from contracts.asking import CREDENTIAL, CREDENTIAL_AS
from contracts.errors import Permanent
from contracts.frontier import Request
from crawler.fetching.downloads import authorization
from engines.net.credentials import Credentials
from engines.net.settings import BoundSecret

CANARY = "canary:of the secrets"


def known(*hosts: str, spaces: tuple[str, ...] = ("public",)) -> Credentials:
    return Credentials({"hh": BoundSecret(secret=SecretStr(CANARY), hosts=hosts, spaces=spaces)})


def a_request(url: str, *, space: str = "public", redirects: int = 0, way: str = "") -> Request:
    meta = {CREDENTIAL: "hh", **({CREDENTIAL_AS: way} if way else {})}
    return Request(url=url, source="s", space=space, redirects=redirects, meta=meta)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("api.hh.ru", "https://api.hh.ru/vacancies"),
        ("api.hh.ru", "https://API.hh.ru:443/vacancies"),
        ("api.hh.ru:8443", "https://api.hh.ru:8443/"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/x"),
        ("db.example", "postgresql://db.example:5432/shop"),
        ("[fd00::1]:993", "imaps://[fd00::1]/INBOX"),
    ],
)
def test_its_hosts_get_it(host: str, url: str) -> None:
    assert known(host).of(a_request(url)) == CANARY


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("api.hh.ru", "https://evil.example/"),
        ("api.hh.ru", "https://api.hh.ru.evil.example/"),
        ("api.hh.ru", "https://api.hh.ru@evil.example/"),
        ("api.hh.ru", "http://api.hh.ru/"),
        ("api.hh.ru", "https://api.hh.ru:8443/"),
        ("http://api.hh.ru", "https://api.hh.ru/"),
        ("db.example", "postgresql://db.example:5433/shop"),
    ],
)
def test_no_other_host_gets_it(host: str, url: str) -> None:
    with pytest.raises(Permanent) as refused:
        known(host).of(a_request(url))
    assert CANARY not in str(refused.value)


def test_a_redirect_elsewhere_is_followed_without_it() -> None:
    moved = a_request("https://files.example/x", redirects=1)
    assert authorization(moved, known("api.hh.ru")) is None


def test_no_other_space_may_name_it() -> None:
    request = a_request("https://api.hh.ru/", space="team-b")
    for spaces in (("public",), ("team-a",)):
        with pytest.raises(Permanent, match="PROSPEKT_CREDENTIALS"):
            known("api.hh.ru", spaces=spaces).of(request)
    assert known("api.hh.ru", spaces=("team-b",)).of(request) == CANARY


@pytest.mark.parametrize(
    ("way", "header"),
    [
        ("", {"Authorization": f"Bearer {CANARY}"}),
        ("bearer", {"Authorization": f"Bearer {CANARY}"}),
        ("basic", {"Authorization": "Basic Y2FuYXJ5Om9mIHRoZSBzZWNyZXRz"}),
        ("header X-Api-Key", {"X-Api-Key": CANARY}),
    ],
)
def test_it_becomes_the_header_that_is_asked_for(way: str, header: dict[str, str]) -> None:
    assert authorization(a_request("https://a.b/", way=way), known("a.b")) == header


def test_a_request_without_one_gets_none() -> None:
    request = Request(url="https://a.b/", source="s")
    assert authorization(request, known("a.b")) is None
    assert known("a.b").pair(request) == ("", "")


def test_it_never_shows_itself() -> None:
    bound = BoundSecret(secret=SecretStr(CANARY), hosts=("a.b",))
    assert CANARY not in f"{bound} {bound!r}"
