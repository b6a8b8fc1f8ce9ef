"""Worlds for all tests of the demo: they never change."""

import pytest

from demo.ads import BOARDS
from demo.elsewhere import ELSEWHERE
from demo.schedule import archive_end
from demo.world import World


@pytest.fixture(scope="session")
def world() -> World:
    return World(seed=7)


@pytest.fixture(scope="session")
def small() -> World:
    """Of each board, the last 300 ads of the archive and the first 50 of the present."""
    world = World(seed=7)
    until = archive_end(world.end)
    for board in BOARDS:
        past = sum(ad.posted_at < until for ad in world.ads[board])
        world.ads[board] = world.ads[board][past - 300 : past + 50]
    return world


@pytest.fixture(scope="session")
def everywhere() -> World:
    """With every board."""
    return World(seed=7, elsewhere=ELSEWHERE)
