"""A wrong Watch is told by file, line and field; a right one is read whole."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.declarations import Misnamed, parse_declarations, read_declarations
from contracts.errors import Permanent

GOOD = """\
apiVersion: prospekt.dev/v1alpha1
kind: Watch
metadata:
  name: data
spec:
  keywords: [data engineer]
  websites:
    - https://jobs.test/
  filters:
    postedWithin: 24h
    salaryMin: 100
  schedule:
    cron: "1 0 * * *"
    timeZone: Europe/Kyiv
"""


def test_a_right_watch_is_read_whole() -> None:
    (watch,) = parse_declarations(GOOD, "w.yaml").watches
    assert (watch.name, watch.spec.keywords) == ("data", ("data engineer",))
    assert watch.spec.schedule is not None
    assert watch.spec.schedule.time_zone == "Europe/Kyiv"
    assert watch.spec.filters.posted_within == "24h"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("keywords:", "keyword:", "w.yaml:6: spec.keyword: unknown field; did you mean 'keywords'"),
        ("[data engineer]", "5", "w.yaml:6: spec.keywords: Expected `array`, got `int`"),
        ("[data engineer]", '["  "]', "w.yaml:6: spec.keywords[0]: is empty"),
        ("https://jobs.test/", "jobs.test", "w.yaml:8: spec.websites[0]: 'jobs.test' must begin"),
        ("24h", "24x", "w.yaml:10: spec.filters.postedWithin: expected a span"),
        ("salaryMin: 100", "salaryMin: -1", "w.yaml:11: spec.filters.salaryMin: must not be below"),
        (
            "salaryMin: 100",
            "salaryCurrency: hryvnia",
            "w.yaml:11: spec.filters.salaryCurrency: expected an ISO 4217 code such as UAH",
        ),
        ('"1 0 * * *"', '"1 0 * *"', "w.yaml:13: spec.schedule.cron: '1 0 * *'"),
        ('"1 0 * * *"', '"0 1 0 * * *"', "w.yaml:13: spec.schedule.cron: '0 1 0 * * *': expected"),
        ('"1 0 * * *"', '"61 0 * * *"', "w.yaml:13: spec.schedule.cron: '61 0 * * *': Bad minute"),
        (
            'cron: "1 0 * * *"',
            "every: 1h\n    jitter: 90m",
            "w.yaml:14: spec.schedule.jitter: must",
        ),
        ("timeZone:", "overlap: twice\n    timeZone:", "w.yaml:14: spec.schedule.overlap: Invalid"),
        (
            "https://jobs.test/",
            "https:///jobs",
            "w.yaml:8: spec.websites[0]: 'https:///jobs' names",
        ),
        (
            "filters:",
            "filters:\n    employment: [sometimes]",
            "w.yaml:10: spec.filters.employment[0]",
        ),
        ("Europe/Kyiv", "Europe/Nowhere", "w.yaml:14: spec.schedule.timeZone: 'Europe/Nowhere'"),
        ("  timeZone", "  every: 6h\n    timeZone", "w.yaml:12: spec.schedule: needs either"),
        ("name: data", "name: Data!", "w.yaml:4: metadata.name: use up to 63"),
        ("kind: Watch", "kind: Wotch", "w.yaml:2: kind: 'Wotch' is not known here"),
        ("v1alpha1", "v9", "w.yaml:1: apiVersion: Invalid enum value"),
        ("metadata:", "metadata: [", "w.yaml:5: not YAML"),
        ("kind: Watch", "kind: Watch\nkind: Watch", "w.yaml:2: kind: is given twice"),
        ("[data engineer]", "&a [*a]", "w.yaml:6: spec.keywords[0]: an alias"),
    ],
)
def test_a_fault_is_told_by_file_line_and_field(old: str, new: str, said: str) -> None:
    with pytest.raises(Permanent) as fault:
        parse_declarations(GOOD.replace(old, new, 1), "w.yaml")
    assert str(fault.value).startswith(said)


def test_a_watch_must_ask_for_something() -> None:
    text = GOOD.split("spec:", maxsplit=1)[0] + "spec:\n  suspend: true\n"
    with pytest.raises(Permanent, match=r"w.yaml:5: spec: needs a subject, keywords or websites"):
        parse_declarations(text, "w.yaml")


def test_one_wrong_document_takes_none(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(GOOD + "---\n" + GOOD.replace("24h", "x"))
    with pytest.raises(Permanent, match=r"two.yaml:25"):
        read_declarations(file)


def test_a_name_that_is_there_twice_is_told() -> None:
    with pytest.raises(
        Permanent, match=r"w\.yaml:19: metadata\.name: 'data' is in this file twice"
    ):
        parse_declarations(f"{GOOD}---\n{GOOD}", "w.yaml")


def test_the_example_of_the_documentation_is_a_right_one() -> None:
    page = (Path(__file__).parents[3] / "docs" / "watches.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    (watch,) = parse_declarations(example, "docs/watches.md").watches
    assert watch.spec.subject == "data engineer"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="No such file"):
        read_declarations(tmp_path / "none.yaml")


@given(st.text(max_size=200))
def test_any_text_is_a_watch_or_one_clear_fault(text: str) -> None:
    try:
        parse_declarations(text, "w.yaml")
    except Permanent as fault:
        assert str(fault).startswith("w.yaml")


def test_the_words_that_may_stand_in_a_field_are_told() -> None:
    for old, new, known in (
        ("timeZone:", "overlap: twice\n    timeZone:", "expected skip or queue"),
        ("keywords:", "languages: [xx]\n  keywords:", "expected uk or ru or en"),
        ("v1alpha1", "v9", "expected prospekt.dev/v1alpha1"),
    ):
        with pytest.raises(Permanent, match=known):
            parse_declarations(GOOD.replace(old, new, 1), "w.yaml")


def test_what_the_platform_refuses_is_told_by_line_too() -> None:
    found = parse_declarations(
        GOOD.replace("keywords:", "sources: [dou, wrk]\n  keywords:"), "w.yaml"
    )
    fault = found.placed(Misnamed("watch", "data", ".spec.sources[1]", "source 'wrk' is unknown"))
    assert str(fault) == "w.yaml:6: spec.sources[1]: source 'wrk' is unknown"


def test_a_dash_is_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(GOOD))
    assert [watch.name for watch in read_declarations(Path("-")).watches] == ["data"]
