"""Rows become events; what cannot is refused with its line and reason."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.answers import Refusal
from console.filling import fill
from console.importing import Row, Taken, observation_event, posting_event, rows
from contracts.codec import decode
from contracts.erasures import Erasure, Tombstones
from contracts.errors import Permanent
from contracts.events import Observed, PostingFound, SweepEnded
from contracts.log import Entry

AS_OF = datetime(2026, 11, 2, tzinfo=UTC)
TAKEN = Taken(source="board", as_of=AS_OF)


def _read(file: Path, mapping: dict[str, str] | None = None) -> list[Row | Refusal]:
    return list(rows(file, mapping or {}))


def test_csv_and_json_lines_give_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('external_id,title\n1,"Data, Engineer"\n')
    (tmp_path / "a.jsonl").write_text('{"external_id": 1, "title": "Data, Engineer"}\n')
    (from_csv,) = _read(tmp_path / "a.csv")
    (from_json,) = _read(tmp_path / "a.jsonl")
    assert isinstance(from_csv, Row)
    assert isinstance(from_json, Row)
    assert from_csv.fields == from_json.fields


def test_a_mapped_column_gets_our_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("external_id,job_title\n1,Cook\n")
    (row,) = _read(tmp_path / "a.csv", {"title": "job_title"})
    assert isinstance(row, Row)
    assert row.fields["title"] == "Cook"


def test_a_mapped_column_wins_over_one_that_has_our_name_already(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("external_id,title,job_title\n1,Mr,Cook\n")
    (row,) = _read(tmp_path / "a.csv", {"title": "job_title"})
    assert isinstance(row, Row)
    assert row.fields == {"external_id": "1", "title": "Cook"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_that_of_the_first_line(tmp_path: Path, separator: str) -> None:
    lines = [["external_id", "title"], ["1", "Cook"]]
    text = "\n".join(separator.join(line) for line in lines)
    (tmp_path / "a.csv").write_text(f"\ufeff{text}\n", "utf-8")
    (row,) = _read(tmp_path / "a.csv")
    assert isinstance(row, Row)
    assert row.fields == {"external_id": "1", "title": "Cook"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "not JSON"),
        ("[1]", "not a JSON object"),
    ],
)
def test_a_broken_line_is_refused_and_the_rest_is_read(
    tmp_path: Path, line: str, reason: str
) -> None:
    (tmp_path / "a.jsonl").write_text(f'{line}\n{{"external_id": "1", "title": "Cook"}}\n')
    bad, good = _read(tmp_path / "a.jsonl")
    assert isinstance(bad, Refusal)
    assert (bad.line, bad.reason[: len(reason)]) == (1, reason)
    assert isinstance(good, Row)


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("external_id,title\n1,Кухар\n2,Cook\n".encode("cp1251"))
    bad, good = _read(tmp_path / "a.csv")
    assert isinstance(bad, Refusal)
    assert "UTF-8" in bad.reason
    assert isinstance(good, Row)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": "Cook"}, "external_id is empty"),
        ({"external_id": "1"}, "title is empty"),
        ({"external_id": "1", "title": "Cook", "posted_at": "soon"}, "posted_at 'soon' is no ISO"),
        (
            {
                "external_id": "1",
                "title": "C",
                "first_seen": "2026-10-02",
                "closed_at": "2026-10-01",
            },
            "closed_at is before first_seen",
        ),
        ({"external_id": "1", "title": "C", "first_seen": "2027-01-01"}, "first_seen is after"),
    ],
)
def test_a_wrong_posting_is_refused_with_its_reason(fields: dict[str, str], reason: str) -> None:
    refused = posting_event(Row(7, fields), TAKEN)
    assert isinstance(refused, Refusal)
    assert refused.line == 7
    assert refused.reason.startswith(reason)


def test_a_posting_without_first_seen_counts_from_its_posting_date() -> None:
    event = posting_event(
        Row(1, {"external_id": "1", "title": "Cook", "posted_at": "2026-10-01"}), TAKEN
    )
    assert isinstance(event, PostingFound)
    assert event.first_seen == datetime(2026, 10, 1, tzinfo=UTC)
    assert event.fetched_at == AS_OF


@pytest.mark.parametrize("value", ["", "many", "nan", "inf"])
def test_an_observation_needs_a_number(value: str) -> None:
    row = Row(1, {"subject": "it", "metric": "index", "date": "2026-10-01", "value": value})
    assert isinstance(observation_event(row, TAKEN), Refusal)


def _fill(file: Path) -> tuple[list[Entry], int, int]:
    entries: list[Entry] = []
    counts = fill(file, {}, TAKEN, entries.extend, lambda: None)
    return entries, counts.taken, counts.refused


def test_an_archive_says_which_weeks_it_covers(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("external_id,title,first_seen\n1,Cook,2026-10-14\n2,,2026-10-14\n")
    entries, taken, refused = _fill(file)
    events = [decode(entry.value) for entry in entries]
    weeks = [event.end.sweep.started_at for event in events if isinstance(event, SweepEnded)]
    assert (taken, refused) == (1, 1)
    assert [week.day for week in weeks] == [12, 19, 26, 2]
    assert not any(e.end.sweep.closes for e in events if isinstance(e, SweepEnded))


def test_a_series_becomes_observations(tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_text("subject,metric,date,value\nit,index,2026-10-01,101.5\n")
    entries, taken, _ = _fill(file)
    event = decode(entries[0].value)
    assert isinstance(event, Observed)
    assert (taken, event.observation.value) == (1, 101.5)


def test_what_was_erased_is_refused_and_put_on_no_log(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("external_id,title,company\n1,Cook,Paul Klee\n2,Cook,Acme\n")
    rule = Erasure(id="e1", spaces=("public",), company="PAUL  klee", at=AS_OF)
    told: list[Entry] = []
    taken = replace(TAKEN, erased=Tombstones([rule]))
    counts = fill(tmp_path / "a.csv", {}, taken, told.extend, lambda: None)
    assert (counts.taken, counts.refused) == (1, 1)
    (refusal,) = counts.refusals
    assert (refusal.line, refusal.reason.startswith("was erased;")) == (2, True)
    assert all(b"Klee" not in each.value for each in told)


def test_a_file_without_the_needed_columns_is_told_how_to_map_them(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,title\n1,Cook\n")
    with pytest.raises(Permanent, match=r"lacks external_id .*--map external_id="):
        _fill(file)


def test_a_mapping_to_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("external_id,title\n1,Cook\n")
    with pytest.raises(Permanent, match="has no column 'cty'"):
        fill(file, {"place": "cty"}, TAKEN, lambda _: None, lambda: None)


def test_the_columns_are_checked_though_the_first_row_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('not json\n{"id": 1, "title": "Cook"}\n')
    with pytest.raises(Permanent, match="lacks external_id"):
        _fill(file)


def test_an_unknown_kind_of_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"expected .csv or .jsonl"):
        _read(tmp_path / "a.xlsx")


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.jsonl"]))
def test_any_bytes_are_rows_refusals_or_one_clear_fault(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, name: str
) -> None:
    file = tmp_path_factory.mktemp("any") / name
    file.write_bytes(raw)
    try:
        _fill(file)
    except Permanent as fault:
        assert str(file) in str(fault)
