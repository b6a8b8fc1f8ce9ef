"""What blobs in a folder do when files are damaged, left over or cannot be written."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contracts.errors import Misconfigured, Permanent
from engines.embedded.blobs import FolderBlobs

PAGE = b"<html>" + b"a page of a board " * 500


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[FolderBlobs]:
    with closing(FolderBlobs(tmp_path)) as blobs:
        yield blobs


def _file(folder: Path, ref: str) -> Path:
    (found,) = folder.rglob(ref)
    return found


def _aside(folder: Path) -> list[Path]:
    return list((folder / "temporary").iterdir())


def test_a_body_is_kept_compressed(blobs: FolderBlobs, tmp_path: Path) -> None:
    (ref,) = blobs.put([PAGE])
    assert _file(tmp_path, ref).stat().st_size < len(PAGE) / 10


def test_what_is_there_is_not_written_again(blobs: FolderBlobs, tmp_path: Path) -> None:
    (ref,) = blobs.put([PAGE])
    before = _file(tmp_path, ref).stat()
    assert blobs.put([PAGE, b"new"])[0] == ref
    after = _file(tmp_path, ref).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("damage", [b"", b"not compressed", b"x\x9cK\x04"], ids=repr)
def test_a_damaged_blob_is_never_returned(
    blobs: FolderBlobs, tmp_path: Path, damage: bytes
) -> None:
    (ref,) = blobs.put([PAGE])
    _file(tmp_path, ref).write_bytes(damage)
    with pytest.raises(Permanent, match=f"{ref} is damaged"):
        blobs.get(ref)


def test_another_blob_in_its_place_is_damage(blobs: FolderBlobs, tmp_path: Path) -> None:
    ref, other = blobs.put([PAGE, b"another"])
    _file(tmp_path, other).replace(_file(tmp_path, ref))
    with pytest.raises(Permanent, match="is damaged"):
        blobs.get(ref)


def test_a_damaged_blob_is_mended_as_its_message_says(blobs: FolderBlobs, tmp_path: Path) -> None:
    (ref,) = blobs.put([PAGE])
    _file(tmp_path, ref).write_bytes(b"")
    blobs.delete([ref])
    blobs.put([PAGE])
    assert blobs.get(ref) == PAGE


def test_nothing_is_left_aside(blobs: FolderBlobs, tmp_path: Path) -> None:
    blobs.put([f"page {number}".encode() for number in range(30)])
    blobs.ping()
    assert _aside(tmp_path) == []


def test_a_sweep_removes_what_killed_writers_left_but_not_what_is_being_written(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    old, young = tmp_path / "temporary" / "old", tmp_path / "temporary" / "young"
    for path in (old, young):
        path.write_bytes(b"half a pa")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    assert blobs.sweep_temporary() == 1
    assert _aside(tmp_path) == [young]


def test_a_write_that_fails_names_nothing_and_leaves_nothing(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    (ref,) = blobs.put([PAGE])
    folder = _file(tmp_path, ref).parent
    blobs.delete([ref])
    folder.rmdir()
    folder.write_bytes(b"a file where a folder should be")
    with pytest.raises(Misconfigured, match=str(tmp_path)):
        blobs.put([PAGE])
    assert _aside(tmp_path) == []
    folder.unlink()
    assert blobs.get(*blobs.put([PAGE])) == PAGE


def test_a_folder_that_cannot_be_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Misconfigured, match="file/blobs"):
        FolderBlobs(tmp_path / "file" / "blobs")
