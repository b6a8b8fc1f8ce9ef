"""The settings pick the index, and the rights of each process name its own indices only."""

import fnmatch
import json
from contextlib import closing
from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from engines.elasticsearch import roles
from engines.elasticsearch.documents.engine import ElasticDocuments
from engines.elasticsearch.engine import ElasticIndex
from engines.elasticsearch.names import FIRST, Kind, Names
from engines.elasticsearch.settings import PREFIX, IndexSettings
from engines.embedded.documents.engine import SqliteDocuments
from engines.embedded.index.engine import SqliteIndex
from engines.indexes import examine, examine_documents, open_documents, open_index
from engines.settings import explain, read


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROSPEKT_HOME", str(tmp_path))
    return tmp_path


def test_without_an_address_it_is_the_homes_file(home: Path) -> None:
    with closing(open_index(read(IndexSettings), home / "index.db")) as index:
        assert isinstance(index, SqliteIndex)
    with closing(open_documents(read(IndexSettings), home / "documents.db")) as documents:
        assert isinstance(documents, SqliteDocuments)
    examine_documents(read(IndexSettings), home / "documents.db")
    examine(read(IndexSettings), home / "index.db")


def test_an_address_names_a_server_and_nothing_is_asked_of_it_yet(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROSPEKT_ELASTICSEARCH_URL", "https://elastic.test:9200")
    monkeypatch.setenv("PROSPEKT_ELASTICSEARCH_API_KEY", "a-secret")
    with closing(open_index(read(IndexSettings), home / "index.db")) as index:
        assert isinstance(index, ElasticIndex)
    with closing(open_documents(read(IndexSettings), home / "documents.db")) as documents:
        assert isinstance(documents, ElasticDocuments)
    assert not list(home.iterdir())
    assert "a-secret" not in str([origin.value for origin in explain(IndexSettings)])


def test_an_authority_that_is_no_file_is_said_at_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROSPEKT_ELASTICSEARCH_URL", "https://elastic.test:9200")
    monkeypatch.setenv("PROSPEKT_ELASTICSEARCH_CA", str(home / "none.pem"))
    with pytest.raises(Misconfigured, match=r"none\.pem"):
        open_index(read(IndexSettings), home / "index.db")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PROSPEKT_ELASTICSEARCH_URL", "localhost:9200"),
        ("PROSPEKT_ELASTICSEARCH_URL", "https://elastic:password@elastic.test:9200"),
        ("PROSPEKT_ELASTICSEARCH_PREFIX", "Upper"),
        ("PROSPEKT_ELASTICSEARCH_PREFIX", "a*"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(Misconfigured, match=f"^{variable}="):
        read(IndexSettings)


def test_each_role_covers_all_that_is_used_under_its_prefix_and_nothing_else() -> None:
    names = Names(PREFIX)
    used = [
        name
        for kind in Kind
        for name in (names.read(kind), names.write(kind), names.own(kind, FIRST))
    ]
    for body in roles.bodies():
        for role in body["role_descriptors"].values():
            (rights,) = role["indices"]
            assert all(any(fnmatch.fnmatch(name, p) for p in rights["names"]) for name in used)
            foreign = ("other-records-read", "logs", f"{PREFIX}2-records-v1-first", ".security")
            assert not any(fnmatch.fnmatch(name, p) for name in foreign for p in rights["names"])


def test_only_tools_delete_and_the_console_only_reads() -> None:
    rights = {
        process: set(roles.role(process)["indices"][0]["privileges"])
        for process in ("stream", "console", "tools")
    }
    assert rights["console"] == {"read", "view_index_metadata"}
    assert rights["stream"] - rights["console"] == {"index", "maintenance"}
    assert "delete" not in rights["stream"]


def test_the_keys_can_be_printed_for_a_prefix(capsys: pytest.CaptureFixture[str]) -> None:
    roles.main(["mine"])
    printed = capsys.readouterr().out
    first = json.loads(printed.split("POST /_security/api_key\n")[1])
    assert first["name"] == "mine-stream"
    assert "mine-records-*" in printed
