"""What the ads say."""

import re
from collections import defaultdict
from itertools import combinations
from statistics import fmean, median

from demo.ads import Ad, Origin
from demo.text import Kind
from demo.world import World

STEP = 7


def some(world: World) -> list[Ad]:
    return world.all_ads()[::STEP]


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return set(zip(words, words[1:], words[2:], strict=False))


def likeness(one: str, other: str) -> float:
    first, second = shingles(one), shingles(other)
    return len(first & second) / len(first | second)


def relevant(world: World, ad: Ad) -> str:
    return "\n".join(line.text for line in world.text(ad).lines if line.relevant)


def groups(world: World) -> list[list[Ad]]:
    found: dict[int, list[Ad]] = defaultdict(list)
    for ad in world.all_ads():
        found[ad.job.number].append(ad)
    return [group for group in found.values() if len(group) > 1]


def test_ads_have_120_to_250_words(world: World) -> None:
    lengths = [len(world.text(ad).description.split()) for ad in some(world)]
    assert all(115 <= length <= 250 for length in lengths)
    assert fmean(length >= 120 for length in lengths) > 0.99


def test_relevant_part_stands_between_boilerplate(world: World) -> None:
    for ad in some(world):
        lines = world.text(ad).lines
        assert not lines[0].relevant
        assert not lines[-1].relevant
        assert 0.3 < sum(line.relevant for line in lines) / len(lines) < 0.9


def test_nothing_is_left_unfilled(world: World) -> None:
    for ad in some(world):
        text = world.text(ad)
        assert not re.search(r"[{}]|\n\n|  |^\s|\s$", f"{text.title}|{text.description}")


def test_contacts_are_boilerplate_and_of_nobody(world: World) -> None:
    for ad in some(world):
        for line in world.text(ad).lines:
            if "@" in line.text or "+380" in line.text:
                assert not line.relevant
            for host in re.findall(r"@(\S+)", line.text):
                assert host.rstrip(".,;:").endswith(".example")


def test_some_ads_are_lists_and_some_are_prose(world: World) -> None:
    lists = [
        any(line.kind is Kind.ITEM and line.relevant for line in world.text(ad).lines)
        for ad in some(world)
        if ad.origin is Origin.ORIGINAL
    ]
    assert 0.5 < fmean(lists) < 0.9


def test_titles_vary_within_a_profession(world: World) -> None:
    titles = [world.text(ad).title for ad in some(world) if ad.job.profession.id == "nurse"]
    assert len(set(titles)) > 0.3 * len(titles)


def test_copies_share_their_relevant_paragraphs(world: World) -> None:
    for first, *others in groups(world)[::STEP]:
        wanted = {line.text for line in world.text(first).lines if line.relevant}
        for other in others:
            shown = {line.text for line in world.text(other).lines if line.relevant}
            assert len(wanted ^ shown) <= 2
            assert len(wanted & shown) / len(wanted | shown) > 0.6
            assert likeness(relevant(world, first), relevant(world, other)) > 0.85


def test_copies_differ_in_their_boilerplate(world: World) -> None:
    pairs = [(group[0], group[1]) for group in groups(world)[::STEP]]
    same = [world.text(one).description == world.text(other).description for one, other in pairs]
    assert not any(same)
    alike = [
        likeness(world.text(one).description, world.text(other).description) for one, other in pairs
    ]
    assert 0.45 < median(alike) < 0.8


def test_different_jobs_of_a_profession_are_no_near_duplicates(world: World) -> None:
    chosen = [
        ad
        for ad in world.all_ads()
        if ad.job.profession.id == "sales-manager" and ad.job.language == "uk"
    ][:150]
    texts = [(ad.job.number, relevant(world, ad), world.text(ad).description) for ad in chosen]
    for (job, core, whole), (other_job, other_core, other_whole) in combinations(texts[::2], 2):
        if job != other_job:
            assert likeness(core, other_core) < 0.45
            assert likeness(whole, other_whole) < 0.45
