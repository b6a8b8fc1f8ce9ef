"""How a source fares is told right whatever the order of its pages."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.config import Health
from contracts.health import after
from contracts.records import Outcome
from tests.builders import NOW

MINUTE = timedelta(minutes=1)


def _page(minute: int, outcome: str, **fields: Any) -> Health:
    at = NOW + minute * MINUTE
    return Health(source="s", outcome=outcome, at=at, blob=f"{outcome}{minute}", **fields)


def _told(*pages: Health) -> Health:
    known = None
    for page in pages:
        known = after(known, page)
    assert known
    return known


def test_the_outcome_is_the_last_page_s_since_it_became_so() -> None:
    fares = _told(_page(0, "ok"), _page(1, "changed", reason="a"), _page(2, "changed", reason="b"))
    assert (fares.outcome, fares.reason, fares.since) == ("changed", "b", NOW + MINUTE)
    assert (fares.ok_at, fares.ok_blob, fares.blob) == (NOW, "ok0", "changed2")


def test_a_page_without_news_is_a_good_page_but_none_to_compare_with() -> None:
    for outcome in ("unchanged", "empty"):
        fares = _told(_page(0, "ok"), _page(1, outcome))
        assert (fares.ok_at, fares.ok_blob) == (NOW + MINUTE, "ok0")


def test_a_page_that_comes_late_tells_of_a_success_only() -> None:
    fares = _told(_page(0, "ok"), _page(5, "blocked"), _page(3, "ok"), _page(4, "changed"))
    assert (fares.outcome, fares.at, fares.since) == ("blocked", NOW + 5 * MINUTE, NOW + 5 * MINUTE)
    assert (fares.ok_at, fares.ok_blob) == (NOW + 3 * MINUTE, "ok3")


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(list(Outcome))), min_size=1))
def test_the_last_page_and_the_last_success_are_kept_in_any_order(
    pages: list[tuple[int, Outcome]],
) -> None:
    fares = _told(*(_page(minute, outcome) for minute, outcome in pages))
    well = [minute for minute, outcome in pages if outcome not in {"changed", "blocked"}]
    assert fares.at == NOW + max(minute for minute, _ in pages) * MINUTE
    assert fares.ok_at == (NOW + max(well) * MINUTE if well else None)
