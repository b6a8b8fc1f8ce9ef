"""The data: large enough, consistent, without names that mean two things."""

from collections import Counter
from itertools import chain
from re import fullmatch

from understanding import titles, vocabulary
from understanding.analysis import tokens

SKILLS = vocabulary.skills()
PROFESSIONS = vocabulary.professions()


def test_there_are_names_enough() -> None:
    assert len(PROFESSIONS) >= 30
    assert len(SKILLS) >= 220


def test_ids_are_kebab_case() -> None:
    for name in (*SKILLS, *PROFESSIONS):
        assert fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name), name


def test_every_profession_has_a_title_in_each_language_and_other_names() -> None:
    for profession in PROFESSIONS.values():
        assert set(profession.titles) == set(vocabulary.LANGUAGES), profession.id
        assert all(profession.titles.values()), profession.id
        assert len(profession.aliases) >= 3, profession.id


def test_no_two_professions_share_a_name() -> None:
    owners: dict[frozenset[str], set[str]] = {}
    for alias in titles.aliases():
        owners.setdefault(frozenset(alias.words), set()).add(alias.profession)
    assert {words: ids for words, ids in owners.items() if len(ids) > 1} == {}


def test_no_two_skills_share_a_name() -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    for skill in SKILLS.values():
        for name in skill.names:
            owners.setdefault(tuple(tokens(name)), set()).add(skill.id)
    assert {words: ids for words, ids in owners.items() if len(ids) > 1} == {}


def test_every_name_has_words_to_be_found_by() -> None:
    names = chain.from_iterable(skill.names for skill in SKILLS.values())
    assert [name for name in names if not tokens(name)] == []


def test_care_is_taken_of_names_that_exist() -> None:
    for skill in SKILLS.values():
        if skill.care:
            assert set(skill.care.names) <= set(skill.names), skill.id


def test_every_id_under_care_is_a_skill() -> None:
    assert set(vocabulary.read("skills")["careful"]) <= set(SKILLS)


def test_no_skill_stands_in_two_kinds() -> None:
    data = vocabulary.read("skills")
    kinds = (vocabulary.TECHNOLOGY, vocabulary.METHOD, vocabulary.SOFT)
    counts = Counter(chain.from_iterable(data[kind] for kind in kinds))
    assert [name for name, count in counts.items() if count > 1] == []


def test_the_version_is_that_of_the_data() -> None:
    assert fullmatch("[0-9a-f]{8}", vocabulary.version())
    assert vocabulary.version() == vocabulary.version()
