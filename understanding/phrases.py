"""Phrases found in running text: whole words only, the longest wins, the first come first."""

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from understanding.analysis import STOP_WORDS

T = TypeVar("T")


class Match(NamedTuple, Generic[T]):
    start: int
    end: int
    value: T


class _Node(Generic[T]):
    """A word reached: what may follow, and what ends here."""

    __slots__ = ("following", "values")

    def __init__(self) -> None:
        self.following: dict[str, _Node[T]] = {}
        self.values: list[T] = []


class Phrases(Generic[T]):
    """A tree of words. Function words between those of a phrase do not part them."""

    def __init__(self, phrases: Iterable[tuple[Sequence[str], T]]) -> None:
        self._root = _Node[T]()
        for phrase, value in phrases:
            self._add(phrase, value)

    def _add(self, words: Sequence[str], value: T) -> None:
        node = self._root
        for word in words:
            node = node.following.setdefault(word, _Node())
        if words and value not in node.values:
            node.values.append(value)

    def find(self, words: Sequence[str]) -> list[Match[T]]:
        """Return matches in order; none covers a word of another."""
        firsts = self._root.following
        found: list[Match[T]] = []
        free = 0
        for start, word in enumerate(words):
            if word in firsts and start >= free:
                match = self._longest(words, start)
                if match is not None:
                    found.append(match)
                    free = match.end
        return found

    def _longest(self, words: Sequence[str], start: int) -> Match[T] | None:
        node = self._root
        longest = None
        for place in range(start, len(words)):
            following = node.following.get(words[place])
            if following is not None:
                node = following
                if node.values:
                    longest = Match(start, place + 1, node.values[0])
            elif words[place] not in STOP_WORDS:
                break
        return longest

    def exactly(self, words: Sequence[str]) -> T | None:
        """Return what these words, no more and no fewer, stand for."""
        node: _Node[T] | None = self._root
        for word in words:
            node = node.following.get(word) if node else None
        return node.values[0] if node and node.values else None
