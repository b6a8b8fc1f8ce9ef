"""What is put into the home's `.env` is what a process reads there, and the rest stays."""

from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from console.env_file import put

VALUES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40)


@given(VALUES)
def test_any_value_is_read_as_it_was_put(
    tmp_path_factory: pytest.TempPathFactory, value: str
) -> None:
    folder = tmp_path_factory.mktemp("env")
    put(folder / ".env", {"PROSPEKT_CLOCK": value, "PROSPEKT_OTHER": "it's"})
    assert dotenv_values(folder / ".env", interpolate=False) == {
        "PROSPEKT_CLOCK": value,
        "PROSPEKT_OTHER": "it's",
    }


def test_other_lines_stay_and_its_own_are_replaced(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# mine\nPROSPEKT_API_PORT=9000\nexport PROSPEKT_CLOCK=old\n")
    put(file, {"PROSPEKT_CLOCK": "new"})
    put(file, {"PROSPEKT_CLOCK": "newer"})
    assert file.read_text() == "# mine\nPROSPEKT_API_PORT=9000\nPROSPEKT_CLOCK='newer'\n"


def test_the_file_is_its_owners_alone_whatever_it_was(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PROSPEKT_API_PORT=9000\n")
    file.chmod(0o644)
    put(file, {"PROSPEKT_CLOCK": "new"})
    assert file.stat().st_mode & 0o777 == 0o600
