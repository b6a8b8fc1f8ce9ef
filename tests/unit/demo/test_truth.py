"""The truth agrees with what the boards show."""

from demo.ads import Origin
from demo.world import World


def test_true_skills_are_named_in_the_text_where_it_is_relevant(world: World) -> None:
    skills = world.truth().skills()
    for ad in world.all_ads()[::5]:
        said = "\n".join(line.text for line in world.text(ad).lines if line.relevant)
        named = skills[f"{ad.board}/{ad.external_id}"]
        assert 4 <= len(named) <= 9
        assert all(skill.name in said for skill in named)


def test_true_paragraphs_are_the_lines_of_the_description(small: World) -> None:
    for name, paragraphs in small.truth().paragraphs().items():
        board, external_id = name.split("/")
        ad = small.find(board, external_id, small.end)
        assert ad is not None
        assert "\n".join(each.text for each in paragraphs) == small.text(ad).description
        assert {each.relevant for each in paragraphs} == {True, False}


def test_duplicates_are_all_the_postings_of_one_job(world: World) -> None:
    jobs = {f"{ad.board}/{ad.external_id}": ad.job.number for ad in world.all_ads()}
    groups = world.truth().duplicates()
    named = [name for group in groups for name in group]
    assert len(named) == len(set(named))
    assert all(len({jobs[name] for name in group}) == 1 for group in groups)
    assert len(world.all_ads()) - len(named) + len(groups) == len(set(jobs.values()))


def test_duplicates_lie_across_boards_and_on_the_same_one(world: World) -> None:
    origins = [ad.origin for ad in world.all_ads()]
    assert 0.1 < origins.count(Origin.CROSS_POST) / len(origins) < 0.15
    assert 0.05 < origins.count(Origin.REPOST) / len(origins) < 0.1
    for ad in world.all_ads():
        if ad.origin is Origin.REPOST:
            assert ad.posted_at > ad.job.closed_at


def test_every_job_and_posting_is_counted_in_the_demand(world: World) -> None:
    series = [week for weeks in world.truth().demand().values() for week in weeks]
    assert sum(week.jobs for week in series) == len(world.jobs)
    assert sum(week.postings for week in series) == len(world.all_ads())


def test_facts_of_every_posting_are_told(small: World) -> None:
    truth = small.truth()
    facts = truth.postings()
    professions = truth.professions()
    assert len(facts) == len(small.all_ads())
    for fact in facts:
        assert professions[f"{fact.board}/{fact.external_id}"] == fact.profession
        assert 8 <= fact.lifetime_days <= 125
