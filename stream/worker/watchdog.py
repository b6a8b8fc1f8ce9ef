"""When a partition counts as stalled, and when its worker must start anew (pure)."""

from collections.abc import Iterable, Mapping

from contracts.log import Partition


class Watchdog:
    """A partition with a backlog whose commits have not moved for `limit_s` is stalled.

    It answers for the partitions that this worker holds, and for all of them while the group has
    given it no share: one that cannot join would else wait for ever. What the brokers do not tell
    is not judged, nor counted afterwards.

    A delivery that waits out a fault of an engine says so each time. That is no progress, so the
    partition is told as stalled; but it is a sign of life, and a restart would not mend the engine.
    """

    def __init__(self, limit_s: float, at: float) -> None:
        self._limit_s = limit_s
        self._told = at
        self._held: frozenset[Partition] | None = None
        self._lag: Mapping[Partition, int] = {}
        self._since: dict[Partition, float] = {}
        """When each partition last moved, or last had no backlog."""

    def seated(self, held: Iterable[Partition], at: float) -> None:
        """The group gave a share; what is held on through a rebalance has not moved by that."""
        self._held = frozenset(held)
        self._since = {each: self._since.get(each, at) for each in self._held}

    def unseated(self) -> None:
        """The group is about to share anew."""
        self._held = None

    def moved(self, partitions: Iterable[Partition], at: float) -> None:
        for each in partitions:
            self._since[each] = at

    def told(self, at: float) -> None:
        """The delivery said that it waits, and for what."""
        self._told = at

    def look(self, lag: Mapping[Partition, int] | None, at: float) -> None:
        """Hear the backlog by partition; None when it is not known."""
        if lag is None:
            self._since = dict.fromkeys(self._since, at)
            return
        self._lag = lag
        for each in lag if self._held is None else self._held:
            if not lag.get(each):
                self._since[each] = at
            self._since.setdefault(each, at)

    def ages(self, at: float) -> dict[Partition, float]:
        """Seconds without progress of each partition with a backlog."""
        return {
            each: at - since
            for each, since in self._since.items()
            if self._lag.get(each) and (self._held is None or each in self._held)
        }

    def stalled(self, at: float) -> list[Partition]:
        return sorted(each for each, age in self.ages(at).items() if age >= self._limit_s)

    def gave_up(self, at: float) -> list[Partition]:
        """Those for which the worker must start anew: stalled, and not a word for as long."""
        return self.stalled(at) if at - self._told >= self._limit_s else []
