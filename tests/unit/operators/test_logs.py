"""Logs stay small, and what was said last can be told."""

from pathlib import Path

from operators.logs import bound, last_line


def test_a_log_that_grew_too_large_keeps_its_newest_part_beside_it(tmp_path: Path) -> None:
    log = tmp_path / "crawler.log"
    with log.open("ab") as writer:
        writer.write(b"old " * 1000 + b"newest")
        writer.flush()
        bound(log, largest=100)
        writer.write(b"later")
    assert log.read_bytes() == b"later"
    assert (tmp_path / "crawler.old.log").read_bytes().endswith(b"newest")


def test_a_small_log_is_left_alone_and_a_missing_one_is_no_fault(tmp_path: Path) -> None:
    log = tmp_path / "crawler.log"
    bound(log)
    log.write_text("short")
    bound(log)
    assert log.read_text() == "short"


def test_the_last_line_is_told_or_where_to_look(tmp_path: Path) -> None:
    log = tmp_path / "crawler.log"
    assert str(log) in last_line(log)
    log.write_bytes(b"x" * 10_000 + "\nперше\nостаннє\n\n".encode())
    assert last_line(log) == "останнє"
