"""Whose prospects are asked for."""

import pytest

from contracts.prospects import SubjectRef
from model_service.subjects import Series, UnknownSubject, find

OBSERVED = [("Їжа", "demand"), ("Їжа", "visits"), ("Sector", "visits"), ("sector", "demand")]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("інженер даних", "Інженер даних"),
        ("Инженер данных", "Инженер данных"),
        ("DATA ENGINEER", "Data Engineer"),
        ("data-engineer", "Data Engineer"),
        ("ETL developer", "Data Engineer"),
    ],
)
def test_a_profession_is_found_by_any_name_and_titled_in_its_language(
    name: str, title: str
) -> None:
    assert find(name, OBSERVED) == [SubjectRef(kind="profession", id="data-engineer", title=title)]


def test_a_series_is_found_by_its_subject_and_demand_comes_first() -> None:
    assert find("Їжа", OBSERVED) == [Series("Їжа", "demand")]


def test_an_exact_subject_comes_before_one_that_is_spelt_otherwise() -> None:
    assert find("Sector", OBSERVED) == [Series("Sector", "visits")]
    assert find(" SECTOR ", OBSERVED) == [Series("sector", "demand")]


def test_a_series_may_bear_the_name_of_a_profession() -> None:
    profession, series = find("data engineer", [("data engineer", "demand")])
    assert isinstance(profession, SubjectRef)
    assert series == Series("data engineer", "demand")


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("data enginer", "did you mean 'Data Engineer'"),
        ("secto", "did you mean 'sector'"),
        ("qqqq", "name a profession, such as 'Data Engineer'"),
    ],
)
def test_an_unknown_name_is_answered_with_near_ones(name: str, mend: str) -> None:
    with pytest.raises(UnknownSubject, match=f"unknown subject '{name}'; {mend}"):
        find(name, OBSERVED)
