"""Copies join, other jobs do not."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.understanding.texts import anything
from understanding.analysis import tokens
from understanding.near_duplicates import BANDS, SHORTEST, bands, bands_of

_WORDS = [f"слово{number}" for number in range(400)]
_COMMON = [f"спільне{number}" for number in range(40)]


def _job(random: Random, length: int = 120) -> list[str]:
    """A fifth of it stands, phrase by phrase, in every ad of the profession."""
    words: list[str] = []
    while len(words) < length:
        if random.random() < 0.07:
            start = random.randrange(0, len(_COMMON) - 4)
            words += _COMMON[start : start + 4]
        else:
            words.append(random.choice(_WORDS))
    return words


def _edited(random: Random, words: list[str], share: float) -> list[str]:
    """Drop, replace or add a word at that share of places."""
    edited: list[str] = []
    for word in words:
        chance = random.random() / share
        if chance < 1 / 3:
            continue
        edited.append(random.choice(_WORDS) if chance < 2 / 3 else word)
        if 2 / 3 <= chance < 1:
            edited.append(random.choice(_WORDS))
    return edited


def _joined(one: list[str], other: list[str]) -> bool:
    return bool(set(bands_of(one, [""])) & set(bands_of(other, [""])))


def test_edits_of_one_word_in_twenty_join() -> None:
    random = Random(7)
    jobs = [_job(random) for _ in range(300)]
    joined = sum(_joined(job, _edited(random, job, 0.05)) for job in jobs)
    assert joined >= 0.96 * len(jobs), joined


def test_other_jobs_of_one_profession_stay_apart() -> None:
    random = Random(8)
    seen: dict[int, int] = {}
    for number in range(1500):
        for key in bands_of(_job(random), [""]):
            assert seen.setdefault(key, number) == number


def test_lines_in_another_order_join() -> None:
    random = Random(9)
    lines = [_job(random, 12) for _ in range(10)]
    shuffled = random.sample(lines, len(lines))
    assert _joined(
        [word for line in lines for word in line], [w for line in shuffled for w in line]
    )


def test_the_same_words_in_another_city_are_another_job() -> None:
    job = _job(Random(1))
    kyiv, lviv = bands_of(job, ["Київ"]), bands_of(job, ["Львів"])
    assert not set(kyiv) & set(lviv)
    assert set(bands_of(job, ["Львів", "Київ"])) == {*kyiv, *lviv}


def test_a_text_too_short_to_judge_has_no_bands() -> None:
    job = _job(Random(2))
    assert bands_of(job[: SHORTEST - 1], [""]) == ()
    assert len(bands_of(job[:SHORTEST], [""])) == BANDS
    assert bands("Потрібен водій") == ()


def test_bands_are_the_same_in_every_process_and_release() -> None:
    job = [f"word{number}" for number in range(40)]
    assert bands_of(job, ["Київ"])[:2] == (-7836524191735505718, -4688389035328535438)


@given(anything, st.lists(st.sampled_from(["", "Київ", "Львів"]), max_size=4))
@settings(deadline=None)
def test_any_text_gives_signed_64_bit_keys_or_none(text: str, places: list[str]) -> None:
    keys = bands(text, places)
    enough = len(tokens(text)) >= SHORTEST
    assert len(keys) == (BANDS * len(set(places)) if enough else 0)
    assert all(-(2**63) <= key < 2**63 for key in keys)
