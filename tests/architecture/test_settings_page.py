"""docs/settings.md tells each setting as the code has it: variable, default and meaning."""

import re
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from console.wiring import SETTINGS
from engines.settings import Settings, explain

PAGE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")
NOT_OF_THIS_MACHINE = {"PROSPEKT_HOME": "the platform's data folder"}


def _row(settings: type[Settings], name: str, field: FieldInfo) -> str:
    variable = f"{settings.model_config['env_prefix']}{name}".upper()
    default = NOT_OF_THIS_MACHINE.get(variable) or _shown(
        field.get_default(call_default_factory=True, validated_data={})
    )
    meaning = " ".join((field.description or "").split())
    return f"| `{variable}` | {default} | {meaning} |"


def _shown(default: object) -> str:
    if default in (None, ""):
        return "unset" if default is None else "empty"
    plain = list(default) if isinstance(default, tuple) else default
    return f"`{str(plain).replace(chr(39), chr(34))}`"


ROWS = {
    f"{settings.__name__}.{name}": _row(settings, name, field)
    for settings in SETTINGS
    for name, field in settings.model_fields.items()
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_page_tells_a_setting_as_it_is(row: str) -> None:
    assert row in PAGE, f"docs/settings.md lacks this line:\n{row}"


def test_the_page_tells_of_no_setting_that_is_not_there() -> None:
    told = re.findall(r"^\| `(PROSPEKT_\w+)`", PAGE, re.MULTILINE)
    assert sorted(told) == sorted(row.split("`")[1] for row in ROWS.values())


def test_config_explain_shows_the_same_settings() -> None:
    shown = [origin.env for settings in SETTINGS for origin in explain(settings)]
    assert shown == [row.split("`")[1] for row in ROWS.values()]
