"""The site of the benches is one graph, the same for every crawler."""

from bench.link_graph import links
from bench.site import LINKS, page, targets

PAGES = 500


def test_every_page_is_reached_from_the_first() -> None:
    reached, ahead = {0}, [0]
    while ahead:
        found = [each for each in targets(ahead.pop(), PAGES) if each not in reached]
        reached.update(found)
        ahead += found
    assert reached == set(range(PAGES))


def test_every_page_shows_the_same_twenty_links_each_time() -> None:
    for number in (0, 7, PAGES - 1):
        found = links("http://a.test/p/0", page(number, PAGES))
        assert len(found) == LINKS
        assert found == [f"http://a.test/p/{each}" for each in targets(number, PAGES)]
