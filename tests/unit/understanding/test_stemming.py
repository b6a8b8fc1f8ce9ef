"""Light stemming."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understanding.stemming import stem


@pytest.mark.parametrize(
    "forms",
    [
        "розробник розробника розробнику розробником розробники розробників",
        "менеджер менеджера менеджером менеджери менеджерів менеджеров",
        "бухгалтера бухгалтеру бухгалтером бухгалтери бухгалтерів",
        "водій водія водію водієм водії водіїв",
        "водитель водителя водителю водители водителей водителям",
        "вимога вимоги вимогу вимогами вимог",
        "знання знань знанням",
        "знание знания знаний знанием",
        "требование требования требований требованиями",
        "старший старшого старша старші старшому",
        "програма програми програм програмам програму",
        "система системи систем системою",
        "диплом диплома дипломом",
        "продаж продажу продажі продажів продажам продажами",
        "дані даних даними",
    ],
)
def test_forms_of_a_word_share_their_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("маркетинг", "маркет"),
        ("бухгалтер", "бухгалтерія"),
        ("тест", "тестувальник"),
        ("marketing", "market"),
        ("engineering", "engineer"),
        ("analysis", "analyst"),
    ],
)
def test_words_that_tell_jobs_apart_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("developers", "developer"),
        ("technologies", "technology"),
        ("processes", "process"),
        ("databases", "database"),
        ("skills", "skill"),
    ],
)
def test_english_loses_its_plural(plural: str, singular: str) -> None:
    assert stem(plural) == stem(singular)


@pytest.mark.parametrize(
    "word", ["aws", "css", "ssrs", "redis", "status", "business", "k8s", "c++", "база1"]
)
def test_what_is_no_plural_stays(word: str) -> None:
    assert stem(word) == word


@given(st.text(alphabet="абвгдеєжзиіїйклмнопрстуфхцчшщьюяыэъ", max_size=15))
def test_a_stem_is_the_beginning_of_its_word_with_a_vowel_left(word: str) -> None:
    cut = stem(word)
    assert word.startswith(cut)
    assert len(cut) >= min(len(word), 2)
    assert cut == word or set(cut) & set("аеиоуюяыэіїє")
