"""A home is deleted whole, or not at all where it holds what is not ours."""

from pathlib import Path

import pytest

from console.purging import purge
from contracts.errors import Misconfigured
from operators import running


def _home(folder: Path) -> Path:
    home = folder / "home"
    for name in ("index.db", "index.db-wal", "clock", ".env", "demo.json"):
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text("x")
    (home / "blobs" / "ab").mkdir(parents=True)
    return home


def test_all_that_is_ours_goes(tmp_path: Path) -> None:
    home = _home(tmp_path)
    purge(home)
    assert not home.exists()
    purge(home)


def test_a_folder_with_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    home = _home(tmp_path)
    (home / "thesis.docx").write_text("years of work")
    with pytest.raises(Misconfigured, match=r"thesis\.docx.*nothing is deleted"):
        purge(home)
    assert (home / "index.db").exists()


def test_a_home_in_use_is_not_deleted(tmp_path: Path) -> None:
    home = _home(tmp_path)
    with running.only_one(home / "run"), pytest.raises(Misconfigured, match="already up"):
        purge(home)
    assert (home / "index.db").exists()
