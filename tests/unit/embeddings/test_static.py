"""Vectors without weights."""

import hashlib
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from embeddings.ports import Embedder
from embeddings.static import StaticEmbedder
from tests.unit.understanding.texts import anything
from understanding import vocabulary

MEANINGS = [
    ("інженер даних", "инженер данных", "data engineer"),
    ("бухгалтер", "главный бухгалтер", "accountant"),
    ("медична сестра", "медсестра", "nurse"),
    ("водій", "водитель", "driver"),
    ("менеджер з продажу", "менеджер по продажам", "sales manager"),
    ("розробник Python", "программист Python", "Python developer"),
    ("зварник", "сварщик", "welder"),
]
TEXTS = ["data engineer", "Інженер даних: Python, SQL", "Водитель категории C, E", "щось інше 42"]


def _vectors(texts: list[str], dimensions: int = 256) -> NDArray[np.float32]:
    raw = StaticEmbedder(dimensions).embed(texts)
    return np.stack([np.frombuffer(each, dtype="<f4") for each in raw])


def test_one_meaning_in_three_languages_is_closer_than_two_meanings() -> None:
    names = [name for meaning in MEANINGS for name in meaning]
    alike = _vectors(names) @ _vectors(names).T
    same = {(i, j) for i, j in combinations(range(len(names)), 2) if i // 3 == j // 3}
    others = {(i, j) for i, j in combinations(range(len(names)), 2) if i // 3 != j // 3}
    least, most = min(alike[pair] for pair in same), max(alike[pair] for pair in others)
    assert least > 0.8
    assert most < 0.4


def test_a_query_is_closest_to_the_ads_of_its_profession_in_any_language() -> None:
    ads = [
        "Senior Data Engineer\nBuild pipelines in Python, Airflow and Spark for the analytics team",
        "Інженер даних\nБудувати конвеєри та вітрини, знання Kafka і Snowflake",
        "Бухгалтер\nВести облік постачальників, знання 1С та Excel",
        "Java Developer\nSpring Boot, Hibernate, microservices in a payments domain",
    ]
    order = np.argsort(-(_vectors(ads) @ _vectors(["инженер данных"])[0]))
    assert set(order[:2]) == {0, 1}


def test_a_skill_brings_texts_together_across_spellings() -> None:
    one, same, other = _vectors(["машинне навчання", "machine learning", "первинні документи"])
    assert one @ same > 0.5 > one @ other


def test_another_form_of_a_word_is_closer_than_another_word() -> None:
    one, form, other = _vectors(["телескоп", "телескопічний", "кабачок"])
    assert one @ form > one @ other + 0.1


@pytest.mark.parametrize("text", ["", " \n", "!!! — …", "та для або"])
def test_a_text_that_says_nothing_has_no_vector(text: str) -> None:
    assert StaticEmbedder().embed([text, "sql"])[0] == b""


@pytest.mark.parametrize("dimensions", [64, 100, 256])
def test_vectors_have_the_dimensions_asked_for(dimensions: int) -> None:
    assert len(StaticEmbedder(dimensions).embed(["sql"])[0]) == 4 * dimensions


def test_the_version_names_everything_a_vector_depends_on() -> None:
    versions = {StaticEmbedder().version, StaticEmbedder(64).version}
    assert len(versions) == 2
    assert all(vocabulary.version() in version for version in versions)


def test_vectors_are_the_same_in_every_process_and_on_every_platform() -> None:
    digest = hashlib.sha256(b"".join(StaticEmbedder().embed(TEXTS))).hexdigest()
    # It changes with the scheme or with names of these texts, and then so does the version.
    assert digest == "975cf50a793819e4e41d49396395f54cb05e546047278861d26f1520edacbd32"


def test_vectors_do_not_depend_on_what_came_before_or_beside() -> None:
    embedder = StaticEmbedder()
    alone = [embedder.embed([text])[0] for text in TEXTS]
    assert embedder.embed(["щось раніше", *TEXTS])[1:] == alone


@given(anything)
@settings(deadline=None)
def test_any_text_has_a_unit_vector_or_none(text: str) -> None:
    embedder: Embedder = StaticEmbedder()
    (raw,) = embedder.embed([text])
    if raw:
        vector = np.frombuffer(raw, dtype="<f4")
        assert abs(float(np.linalg.norm(vector)) - 1) < 1e-5
