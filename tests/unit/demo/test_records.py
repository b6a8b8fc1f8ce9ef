"""The truth of each site, record by record."""

import pytest

from demo.boards.registry import SITES
from demo.boards.services import SERVICES
from demo.elsewhere import CAREERS, DOU
from demo.records import offered
from demo.world import World
from tests.unit.demo.asking import NOW, ask

BOARDS = [name for name in SITES if name != SERVICES]


@pytest.mark.parametrize("board", BOARDS)
def test_every_open_ad_is_told_at_the_address_where_it_stands(
    everywhere: World, board: str
) -> None:
    found = offered(everywhere, board, NOW).postings
    assert [each.external_id for each in found] == [
        ad.external_id for ad in everywhere.open_at(board, NOW)
    ]
    site = SITES[board](everywhere)
    for record in found[:20]:
        assert ask(site, record.path).status == 200
        assert record.posted_at <= NOW
        assert (record.min is None) == (record.currency == "")


def test_a_board_is_quoted_in_its_own_words(everywhere: World) -> None:
    names = {each.company for each in offered(everywhere, DOU, NOW).postings}
    assert any(name.endswith(", ТОВ") for name in names)
    assert not any(name.startswith("ТОВ «") for name in names)


def test_services_offer_documents_and_numbers_and_careers_their_news(everywhere: World) -> None:
    services = offered(everywhere, SERVICES, NOW)
    assert not services.postings
    assert {each.metric for each in services.observations} == {"rating", "votes"}
    assert all(each.at <= NOW for each in services.observations)
    site = SITES[SERVICES](everywhere)
    assert all(ask(site, each.path).status == 200 for each in services.documents[:5])
    assert len(offered(everywhere, CAREERS, NOW).documents) == 20
