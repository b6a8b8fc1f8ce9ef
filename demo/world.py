"""The demo's world: every job and every ad of 108 weeks, from one seed."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from demo.ads import Ad, ads
from demo.elsewhere import ads_elsewhere
from demo.jobs import jobs
from demo.schedule import END, checked
from demo.text import Text, compose
from demo.truth import Truth

_TEXTS_KEPT: Final = 4096


class World:
    """The same seed and end always make the same world; texts are written when asked for.

    The two boards of the archive are always there; others when they are named.
    """

    def __init__(self, seed: int = 7, end: datetime = END, elsewhere: Sequence[str] = ()) -> None:
        self.seed = seed
        self.end = checked(end)
        self.jobs = tuple(jobs(seed, self.end))
        self.ads = ads(seed, self.jobs, self.end)
        for board in elsewhere:
            self.ads[board] = ads_elsewhere(seed, board, self.jobs, self.end)
        self.text = lru_cache(maxsize=_TEXTS_KEPT)(self._compose)
        self._by_id = {
            board: {ad.external_id: ad for ad in found} for board, found in self.ads.items()
        }
        self._posted = {board: [ad.posted_at for ad in found] for board, found in self.ads.items()}

    def _compose(self, ad: Ad) -> Text:
        return compose(self.seed, ad)

    def all_ads(self) -> list[Ad]:
        return [ad for found in self.ads.values() for ad in found]

    def find(self, board: str, external_id: str, now: datetime) -> Ad | None:
        """The ad of that id, if it was posted by `now`."""
        ad = self._by_id[board].get(external_id)
        return ad if ad is not None and ad.posted_at <= now else None

    def open_at(self, board: str, now: datetime) -> list[Ad]:
        """Newest first, as the boards list them."""
        until = bisect_right(self._posted[board], now)
        return [ad for ad in reversed(self.ads[board][:until]) if now < ad.closed_at]

    def truth(self) -> Truth:
        return Truth(self.all_ads(), self.text, self.end)
