"""The search engine of jobs: data inside a script, cards beside it."""

import json
from typing import Any

from demo.boards.answer import Answer, Kind
from demo.boards.indeed import PER_PAGE, STEP, Indeed
from demo.elsewhere import INDEED
from demo.world import World
from tests.unit.demo.asking import NOW, ask, said, tree

ASSIGNED = 'window.mosaic.providerData["mosaic-provider-jobcards"]='


def model(answer: Answer) -> Any:
    """The data behind the assignment, to the end of its outermost brace."""
    text = answer.body.decode()
    at = text.find(ASSIGNED)
    if at < 0:
        return None
    found, _ = json.JSONDecoder().raw_decode(text, at + len(ASSIGNED))
    return found["metaData"]["mosaicProviderJobCardsModel"]


def cards(answer: Answer) -> list[str]:
    return [
        str(link.attributes["data-jk"])
        for link in tree(answer).css("div.job_seen_beacon a[data-jk]")
    ]


def test_every_open_ad_is_reached_in_steps_of_ten(everywhere: World) -> None:
    board, found = Indeed(everywhere), list[str]()
    wanted = {ad.external_id for ad in everywhere.open_at(INDEED, NOW)}
    for start in range(0, len(wanted), STEP):
        found += cards(ask(board, f"/jobs?start={start}"))
    assert set(found) == wanted
    assert len(found) > len(wanted)
    assert not cards(ask(board, "/jobs?start=990"))


def test_data_names_what_the_cards_show_and_is_missing_at_times(everywhere: World) -> None:
    board, missing = Indeed(everywhere), 0
    for start in range(0, 60, STEP):
        answer = ask(board, f"/jobs?start={start}")
        found = model(answer)
        missing += found is None
        if found:
            assert [each["jobkey"] for each in found["results"]] == cards(answer)
            assert len(found["results"]) == PER_PAGE
    assert missing == 1


def test_data_stands_after_a_decoy_and_holds_ends_that_are_none(everywhere: World) -> None:
    text = ask(Indeed(everywhere), "/jobs").body.decode()
    name = ASSIGNED.rstrip("=")
    assert text.index(name) < text.index(ASSIGNED)
    data = text[text.index(ASSIGNED) : text.index("</script>", text.index(ASSIGNED))]
    assert data.count("};") > 10


def test_results_tell_pay_place_and_the_total(everywhere: World) -> None:
    ads = {ad.external_id: ad for ad in everywhere.open_at(INDEED, NOW)}
    found = model(ask(Indeed(everywhere), "/jobs"))
    assert sum(tier["jobCount"] for tier in found["tierSummaries"]) == len(ads)
    for result in found["results"]:
        ad = ads[result["jobkey"]]
        assert result["displayTitle"] == everywhere.text(ad).title
        assert result["company"] == ad.job.company.name
        assert result["remoteLocation"] == ad.job.remote
        assert ("extractedSalary" in result) == (ad.offer is not None)
        if ad.offer:
            pay = result["extractedSalary"]
            assert (pay["min"], pay["max"]) == (ad.offer.low, ad.offer.high)


def test_search_narrows_by_words_place_and_age(everywhere: World) -> None:
    board = Indeed(everywhere)
    ads = {ad.external_id: ad for ad in everywhere.open_at(INDEED, NOW)}
    remote = cards(ask(board, "/jobs?l=remote"))
    assert remote
    assert all(ads[each].job.remote for each in remote)
    fresh = cards(ask(board, "/jobs?fromage=1"))
    assert all((NOW - ads[each].posted_at).days < 1 for each in fresh)
    assert len(cards(ask(board, "/jobs?q=data+analyst"))) < PER_PAGE


def test_detail_shows_the_text_until_it_expires(everywhere: World) -> None:
    board, ad = Indeed(everywhere), everywhere.open_at(INDEED, NOW)[0]
    answer = ask(board, f"/viewjob?jk={ad.external_id}")
    assert answer.kind is Kind.DETAIL
    assert said(tree(answer), "h1") == everywhere.text(ad).title
    assert said(tree(answer), "#jobDescriptionText")
    assert json.loads(said(tree(answer), "script"))["@type"] == "JobPosting"
    expired = ask(board, f"/viewjob?jk={ad.external_id}", ad.closed_at)
    assert "закінчився" in tree(expired).text()
    assert ask(board, "/viewjob?jk=../../etc").status == 404
