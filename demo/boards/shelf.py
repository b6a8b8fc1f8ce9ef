"""What a board has open now, and which of it answers a search."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from demo.ads import Ad
from demo.world import World

_ADS_KEPT: Final = 20_000


class Shelf:
    """One board's open ads; the last moment asked for is kept, for a crawl asks page by page."""

    def __init__(self, world: World, board: str) -> None:
        self.world = world
        self.board = board
        self._searched = lru_cache(maxsize=_ADS_KEPT)(_searched)
        self._open: tuple[datetime, list[Ad]] | None = None

    def listed(self, now: datetime, words: Sequence[str], place: str | None = None) -> list[Ad]:
        """Newest first: those whose words all begin one of the ad's own."""
        found = self._open_at(now)
        if place is not None:
            found = [ad for ad in found if _place(ad) == place]
        wanted = [f" {word.casefold().replace('-', ' ')}" for word in words]
        if not wanted:
            return found
        return [ad for ad in found if all(word in self._searched(ad) for word in wanted)]

    def _open_at(self, now: datetime) -> list[Ad]:
        if self._open is None or self._open[0] != now:
            self._open = (now, self.world.open_at(self.board, now))
        return self._open[1]


def _place(ad: Ad) -> str:
    return "remote" if ad.job.remote else ad.job.city


def _searched(ad: Ad) -> str:
    """Names of the profession in every language (boards know synonyms), skills and company."""
    job = ad.job
    titles = job.profession.titles.values()
    names = [name for title in titles for name in (*title.usual, *title.junior, *title.senior)]
    skills = [skill.names[job.language] for skill in job.skills]
    text = " ".join((job.profession.id, *names, *skills, job.company.name)).casefold()
    return " " + text.replace("-", " ").replace("(", "").replace("«", "")
