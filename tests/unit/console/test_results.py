"""A watch's results are one query, made from its spec."""

from datetime import timedelta

import pytest

from console.results import Results, pays, results, stands_on
from contracts.records import Salary
from contracts.subjects import WatchFilters, WatchSpec
from tests.builders import NOW


def test_a_known_subject_is_its_profession_in_any_language() -> None:
    for subject in ("data engineer", "Інженер даних"):
        found = results(WatchSpec(subject=subject), NOW)
        assert (found.text, found.filters.professions) == ("", ("data-engineer",))


def test_words_are_searched_where_there_is_more_than_a_profession() -> None:
    found = results(WatchSpec(subject="data engineer", keywords=("airflow",)), NOW)
    assert (found.text, found.filters.professions) == ("data engineer airflow", ())
    assert results(WatchSpec(subject="dragon keeper"), NOW).text == "dragon keeper"


def test_filters_are_those_of_the_index() -> None:
    asked = WatchFilters(
        places=("Киев",), remote=True, posted_within="7d", employment=("Full time",)
    )
    spec = WatchSpec(keywords=("sql",), sources=("work_ua",), filters=asked)
    filters = results(spec, NOW).filters
    assert filters.places == ("Київ",)
    assert filters.remote is True
    assert filters.seen_from == NOW - timedelta(days=7)
    assert filters.employment == ("full-time",)
    assert filters.sources == ("work_ua",)


def of(least: float | None, currency: str = "") -> Results:
    filters = WatchFilters(salary_min=least, salary_currency=currency)
    return results(WatchSpec(keywords=("sql",), filters=filters), NOW)


@pytest.mark.parametrize(
    ("salary", "enough"),
    [
        (None, True),
        (Salary(currency="UAH"), True),
        (Salary(min=30_000, max=50_000, currency="UAH"), True),
        (Salary(min=30_000, max=39_000, currency="UAH"), False),
        (Salary(min=39_000, currency="UAH"), False),
        (Salary(max=480_000, currency="UAH", period="year"), True),
        (Salary(min=300, currency="UAH", period="hour"), True),
    ],
)
def test_only_a_posting_that_states_less_is_left_out(salary: Salary | None, enough: bool) -> None:  # noqa: FBT001
    assert pays(salary, of(40_000), lambda _: None) is enough
    assert pays(salary, of(None), lambda _: None)


@pytest.mark.parametrize(
    ("salary", "enough"),
    [
        (Salary(max=2000, currency="EUR"), True),
        (Salary(max=2000, currency="USD"), True),
        (Salary(max=1900, currency="USD"), False),
        (Salary(max=100_000, currency="UAH"), True),
        (Salary(max=50_000, currency="UAH"), False),
        (Salary(max=600_000, currency="UAH", period="year"), False),
        (Salary(max=1, currency="PLN"), True),
        (None, True),
    ],
)
def test_a_pay_of_another_currency_is_compared_by_its_worth(
    salary: Salary | None,
    enough: bool,  # noqa: FBT001
) -> None:
    """And stays where no bank said what that is."""
    told = {"USD": 1.0, "EUR": 1.1, "UAH": 0.025}

    def exchange(currency: str) -> float | None:
        return told.get(currency)

    assert pays(salary, of(2000, "USD"), exchange) is enough


def test_a_watch_of_websites_alone_shows_what_stands_on_them() -> None:
    sites = ("https://www.acme.example/jobs", "http://127.0.0.1:8407/")
    assert results(WatchSpec(websites=sites), NOW).websites == sites
    assert results(WatchSpec(websites=sites, keywords=("sql",)), NOW).websites == ()
    assert stands_on("https://acme.example/jobs/1", sites)
    assert stands_on("http://127.0.0.1:8407/jobs/1", sites)
    assert not stands_on("http://127.0.0.1:8408/jobs/1", sites)
    assert stands_on("https://any.example/1", ())
