"""Which method is served."""

from hypothesis import given
from hypothesis import strategies as st

from model_service.promotion import CLEARLY, Decision, decide

NAIVE = ("last", "mean")
CANDIDATES = ("combined", "damped", "theta")
ERRORS = st.fixed_dictionaries({name: st.floats(0.1, 5) for name in NAIVE + CANDIDATES})


def chosen(errors: dict[str, float], champion: str | None = None) -> Decision:
    return decide(errors, naive=NAIVE, candidates=CANDIDATES, champion=champion)


@given(ERRORS, st.sampled_from([None, *NAIVE, *CANDIDATES, "of another release"]))
def test_what_is_served_is_never_worse_than_a_naive_forecast_or_the_champion(
    errors: dict[str, float], champion: str | None
) -> None:
    served = errors[chosen(errors, champion).method]
    assert served <= min(errors[name] for name in NAIVE)
    if champion in errors:
        assert served <= errors[champion]


@given(ERRORS)
def test_a_candidate_that_only_equals_the_naive_forecast_is_not_served(
    errors: dict[str, float],
) -> None:
    least = min(errors[name] for name in NAIVE)
    tied = {**errors, **dict.fromkeys(CANDIDATES, least)}
    assert chosen(tied).method in NAIVE


def test_the_naive_forecast_that_is_served_says_so() -> None:
    errors = {"last": 1.0, "mean": 0.9, "combined": 1.1, "damped": 1.2, "theta": 1.3}
    decision = chosen(errors)
    assert decision.method == "mean"
    assert "no candidate beats it" in decision.reason


def test_a_small_lead_does_not_replace_the_first_candidate() -> None:
    errors = {"last": 2.0, "mean": 2.0, "combined": 1.0, "damped": 1.0 - CLEARLY / 2, "theta": 1.5}
    assert chosen(errors).method == "combined"
    assert chosen({**errors, "damped": 1.0 - 2 * CLEARLY}).method == "damped"


def test_a_champion_that_is_not_beaten_stays() -> None:
    errors = {"last": 2.0, "mean": 2.0, "combined": 1.0, "damped": 0.99, "theta": 1.5}
    assert chosen(errors, "damped").method == "damped"
    assert chosen(errors, "theta").method == "combined"
    assert "the champion (theta) by 1.50" in chosen(errors, "theta").reason


def test_without_an_origin_to_test_on_the_first_naive_forecast_is_served() -> None:
    assert chosen({}).method == "last"
