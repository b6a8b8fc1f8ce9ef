"""Settings are read once, explained, and refused in one clear line."""

import json
import traceback
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from contracts.errors import Misconfigured
from engines.settings import HomeSettings, Origin, Settings, explain, read

PHRASE = "sesame"


class Sample(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_SAMPLE_")

    batch: Annotated[int, Field(ge=1, le=100)] = 10
    """Messages at once."""

    boards: tuple[str, ...] = ()
    """Boards to crawl."""

    token: Annotated[SecretStr, Field(min_length=10)] = SecretStr("long enough")
    """What opens the door."""

    store: str = ""
    """Where the engine listens."""

    folder: Path | None = None
    """Where files go."""


class Needy(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_NEEDY_")

    key: str
    """The key of the house."""


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `.env` of the checkout and no variable of the caller has a say here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROSPEKT_HOME", str(tmp_path))
    monkeypatch.delenv("PROSPEKT_CLOCK", raising=False)


def _env(text: str) -> None:
    Path(".env").touch(mode=0o600)
    Path(".env").write_text(text, "utf-8")


def _refusal(kind: type[Settings]) -> str:
    with pytest.raises(Misconfigured) as caught:
        read(kind)
    assert PHRASE not in "".join(traceback.format_exception(caught.value))
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_the_environment_goes_before_the_file_and_both_before_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _env("PROSPEKT_SAMPLE_BATCH=20\nPROSPEKT_SAMPLE_STORE=from the file\n")
    monkeypatch.setenv("PROSPEKT_SAMPLE_BATCH", "30")
    settings = read(Sample)
    assert (settings.batch, settings.store, settings.boards) == (30, "from the file", ())
    assert {told.name: told.origin for told in explain(Sample)} == {
        "batch": "environment",
        "boards": "default",
        "token": "default",
        "store": ".env",
        "folder": "default",
    }


def test_a_setting_is_explained_with_its_variable_value_and_meaning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROSPEKT_SAMPLE_BOARDS", '["work_ua", "dou"]')
    told = {origin.name: origin for origin in explain(Sample)}
    assert told["boards"] == Origin(
        name="boards",
        env="PROSPEKT_SAMPLE_BOARDS",
        value='["work_ua", "dou"]',
        origin="environment",
        meaning="Boards to crawl.",
    )
    assert told["folder"].value == ""


class Nested(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_NESTED_")

    keys: dict[str, SecretStr] = Field(default_factory=dict)
    """Keys by name."""

    stores: dict[str, str] = Field(default_factory=dict)
    """Addresses by name."""


def test_json_is_explained_as_it_is_written_and_its_secrets_stay_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROSPEKT_NESTED_KEYS", f'{{"ключ": "{PHRASE}"}}')
    monkeypatch.setenv("PROSPEKT_NESTED_STORES", f'{{"a": "redis://user:{PHRASE}@host:1"}}')
    keys, stores = (json.loads(origin.value) for origin in explain(Nested))
    assert keys == {"ключ": "**********"}
    assert stores == {"a": "redis://user:********@host:1"}


def test_what_every_process_shares_is_explained_too() -> None:
    assert [told.env for told in explain(HomeSettings)] == ["PROSPEKT_HOME", "PROSPEKT_CLOCK"]


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPEKT_HOME", "")
    assert read(HomeSettings).home != Path()
    assert explain(HomeSettings)[0].origin == "default"


def test_no_secret_is_ever_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPEKT_SAMPLE_TOKEN", PHRASE * 2)
    monkeypatch.setenv("PROSPEKT_SAMPLE_STORE", f"redis://user:{PHRASE}@host:6379/0")
    told = {origin.name: origin.value for origin in explain(Sample)}
    assert set(told["token"]) == {"*"}
    assert told["store"] == "redis://user:********@host:6379/0"


def test_a_wrong_value_is_said_with_its_variable_origin_and_meaning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROSPEKT_SAMPLE_BATCH", "1000")
    said = _refusal(Sample)
    assert "PROSPEKT_SAMPLE_BATCH='1000' (from environment)" in said
    assert "less than or equal to 100" in said
    assert "Messages at once." in said
    with pytest.raises(Misconfigured):
        explain(Sample)


def test_several_wrong_values_are_said_together() -> None:
    _env("PROSPEKT_SAMPLE_BATCH=many\nPROSPEKT_SAMPLE_TOKEN=abcdefg\n")
    said = _refusal(Sample)
    assert "PROSPEKT_SAMPLE_BATCH='many' (from .env)" in said
    assert "PROSPEKT_SAMPLE_TOKEN (from .env)" in said
    assert "abcdefg" not in said


def test_a_wrong_secret_is_in_no_message_and_in_no_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROSPEKT_SAMPLE_TOKEN", PHRASE)
    assert "PROSPEKT_SAMPLE_TOKEN (from environment)" in _refusal(Sample)


def test_a_list_that_is_no_json_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPEKT_SAMPLE_BOARDS", "work_ua, dou")
    said = _refusal(Sample)
    assert "PROSPEKT_SAMPLE_BOARDS='work_ua, dou' (from environment)" in said
    assert "JSON" in said


def test_a_setting_without_a_default_must_be_set() -> None:
    said = _refusal(Needy)
    assert (
        said == "PROSPEKT_NEEDY_KEY is not set and has no default; set it (The key of the house.)"
    )


def test_a_file_that_is_no_text_is_said() -> None:
    Path(".env").touch(mode=0o600)
    Path(".env").write_bytes(b"PROSPEKT_SAMPLE_STORE=\xff\n")
    assert _refusal(Sample).startswith(".env: ")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_of_secrets_that_others_may_read_is_refused_with_its_mend(
    mode: int, tmp_path: Path
) -> None:
    _env("PROSPEKT_SAMPLE_TOKEN=sesame sesame\n")
    Path(".env").chmod(mode)
    assert _refusal(Sample).endswith(f"run: chmod 600 {tmp_path / '.env'}")
    Path(".env").chmod(0o600)
    assert read(Sample).token.get_secret_value() == "sesame sesame"
