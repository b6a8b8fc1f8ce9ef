"""What a watch asks of one board (pure)."""

from collections.abc import Callable

from contracts.frontier import host_of
from contracts.subjects import WatchSpec


def asked(spec: WatchSpec, ours: Callable[[str], bool]) -> tuple[str, ...] | None:
    """Return the phrases to search for; none are the whole board; None: it cannot answer.

    The whole board is asked for by its address; addresses of other sites alone ask nothing of it.
    Boards search without regard to case, so phrases that differ in it alone are one listing.
    """
    if any(ours(site) for site in spec.websites):
        return ()
    words = (" ".join(each.lower().split()) for each in (*spec.keywords, spec.subject))
    phrases = tuple(dict.fromkeys(filter(None, words)))
    if spec.websites and not phrases:
        return None
    return phrases


def of_board(base_url: str, hosts: frozenset[str]) -> Callable[[str], bool]:
    """Return what tells a board's addresses: of its own hosts, and of where it is asked instead."""
    sites = hosts | {host_of(base_url)}
    return lambda url: host_of(url) in sites
