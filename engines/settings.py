"""How every process reads its settings: typed, frozen, once.

A value comes from the environment, else from the one `.env` in the home, else it is the default.
"""

import json
import os
import re
import shlex
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct
from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from contracts.errors import Misconfigured

_PASSWORD_IN_URL: Final = re.compile(r"(://[^/\s:@]*:)[^@\s]+@")
_FIELD: Final = re.compile(r'field "(\w+)"')


class Settings(BaseSettings):
    """The base of each component's settings; the meaning stands under each field."""

    model_config = SettingsConfigDict(
        frozen=True,
        env_prefix="PROSPEKT_",
        env_ignore_empty=True,  # an empty PROSPEKT_HOME is not the folder one happens to be in
        extra="ignore",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,  # a wrong secret is not printed with its traceback
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the home's own file; no file of the current folder."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, _dotenv(settings_cls)


def _dotenv(kind: type[BaseSettings]) -> DotEnvSettingsSource:
    file = Path(os.environ.get("PROSPEKT_HOME") or _usual_home()) / ".env"
    _refuse_what_others_can_read(file)
    return DotEnvSettingsSource(kind, env_file=file)


def _refuse_what_others_can_read(file: Path) -> None:
    """Secrets stand in it, so it is its owner's alone."""
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
    except OSError:
        return  # there is none, or reading it will say what is wrong
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        msg = f"{file}: others may read or change it (mode {mode:03o}), and it can hold secrets; "
        raise Misconfigured(f"{msg}run: chmod 600 {shlex.quote(str(file))}")


def _usual_home() -> Path:
    return user_data_path("prospekt", appauthor=False)


class HomeSettings(Settings):
    """What every process on one machine shares."""

    home: Path = Field(default_factory=_usual_home)
    """The folder that holds all state (databases, blobs, models, logs) and the one `.env`, \
from which every other setting can come."""

    clock: Path | None = None
    """A file with an ISO date that stands for "now"; unset: the machine's clock."""


class Origin(Struct, frozen=True, kw_only=True):
    """One setting: what it is set to, and where that was said."""

    name: str
    env: str
    """The variable that sets it."""
    value: str
    """As text; secrets are masked."""
    origin: str
    """`default`, `environment` or `.env`."""
    meaning: str


S = TypeVar("S", bound=Settings)


def read(kind: type[S]) -> S:
    """Make the settings, or say in one line which variable is wrong and what it should hold."""
    try:
        return kind()
    except ValidationError as error:
        said = "; ".join(_fault(kind, fault["loc"], fault["msg"]) for fault in error.errors())
        raise Misconfigured(said) from error
    except SettingsError as error:
        found = _FIELD.search(str(error))
        loc = (found.group(1),) if found else ()
        raise Misconfigured(_fault(kind, loc, 'expected JSON such as ["a", "b"]')) from error
    except (OSError, UnicodeDecodeError) as error:
        msg = f".env: {error}; make it a readable text file of NAME=value lines"
        raise Misconfigured(msg) from error


def explain(kind: type[Settings]) -> list[Origin]:
    """Tell each value and where it came from, in the order of the class."""
    settings = read(kind)
    origins = _origins(kind)
    values = settings.model_dump(mode="json")
    return [
        Origin(
            name=name,
            env=_variable(kind, name),
            value=_shown(values[name]),
            origin=origins.get(name, ("default", ""))[0],
            meaning=field.description or "",
        )
        for name, field in kind.model_fields.items()
    ]


def _origins(kind: type[Settings]) -> dict[str, tuple[str, str]]:
    """Where each field that is set was set, and its raw value; the environment goes first."""
    origins = {}
    for origin, source in ((".env", _dotenv(kind)), ("environment", EnvSettingsSource(kind))):
        given = source.env_vars
        for name in kind.model_fields:
            if (raw := given.get(_variable(kind, name).lower())) is not None:
                origins[name] = (origin, raw)
    return origins


def _fault(kind: type[Settings], loc: tuple[int | str, ...], message: str) -> str:
    """Say it of a variable; `loc` begins with the field's name, or is empty for all together."""
    if not loc or loc[0] not in kind.model_fields:
        return f"{kind.__name__}: {message}"
    name = str(loc[0])
    field = kind.model_fields[name]
    variable = _variable(kind, name)
    meaning = f" ({field.description})" if field.description else ""
    if field.is_required() and message == "Field required":
        return f"{variable} is not set and has no default; set it{meaning}"
    return f"{variable}{_given(kind, name)}: {_lower(message)}; mend or unset it{meaning}"


def _given(kind: type[Settings], name: str) -> str:
    """Show the wrong value and its origin, but never a secret."""
    origin, raw = _origins(kind).get(name, ("default", ""))
    secret = "Secret" in str(kind.model_fields[name].annotation)
    return f" (from {origin})" if secret else f"={_shown(raw)!r} (from {origin})"


def _variable(kind: type[Settings], name: str) -> str:
    return f"{kind.model_config['env_prefix']}{name}".upper()


def _shown(value: object) -> str:
    """As it is written; a SecretStr masks itself, a password within a URL is masked here."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _PASSWORD_IN_URL.sub(r"\1********@", text)


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return what a child process inherits, with some variables set."""
    return {**os.environ, **extra}
