"""What a replay does at each stage: each can be begun again by another process."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Final

from msgspec.structs import replace

from contracts.codec import encode
from contracts.events import ReplayMoved
from contracts.identity import version
from contracts.log import Entry, Message, Partition
from contracts.names import INDEXER, PAGES_RAW
from stream.delivery import settle
from stream.replay import book, embedding
from stream.replay.book import READ, Tally
from stream.replay.check import check
from stream.replay.raising import Raising, as_it_stands, identity, text
from stream.replay.reading import Count, Reading
from stream.replay.tools import Tools, Workplace

NOTE_EVERY: Final = 20
"""Batches between two notes of how far it is."""


class Stages:
    """Each takes the replay's last word and returns the next one."""

    def __init__(
        self, tools: Tools, *, note: Callable[[ReplayMoved], object], tally: Tally, count: Count
    ) -> None:
        self._tools = tools
        self._log = tools.log
        self._reading = Reading(tools.log, tools.patience, batch=tools.batch)
        self._note = note
        self._tally = tally
        self._count = count

    def copy(self, moved: ReplayMoved) -> ReplayMoved:
        """Where the log ends is noted before the copy: what comes later is read by both."""
        since = self._log.at((*READ, PAGES_RAW), moved.since)
        begins = self._reading.mark(READ)
        if not moved.step:
            begins = {each: min(end, since.get(each, end)) for each, end in begins.items()}
        self._forget(moved)
        patience = self._tools.patience
        patience("log", lambda: self._log.place(book.group(moved), begins))
        if moved.reparse:
            pages = book.within(since, [PAGES_RAW])
            patience("log", lambda: self._log.place(book.group(moved, "pages"), pages))
            patience("log", lambda: self._log.make(book.own(moved)))
        self._tools.builds.clear()
        self._tools.builds.begin(moved.name)
        return replace(moved, stage=book.PARSING if moved.reparse else book.FILLING)

    def parse(self, moved: ReplayMoved) -> ReplayMoved:
        def take(pages: Sequence[Message]) -> None:
            found = [entries for page in pages if (entries := self._tools.again(page)) is not None]
            self._tally.outcomes[book.PAGES] += len(found)
            parsed = [
                Entry(topic=book.own_topic(moved, each.topic), key=each.key, value=each.value)
                for entries in found
                for each in entries
            ]
            self._tools.patience("log", lambda: self._log.append(parsed))

        mark = self._reading.mark([PAGES_RAW])
        self._read(moved, mark, book.group(moved, "pages"), [PAGES_RAW], take)
        return replace(moved, stage=book.FILLING)

    def fill(self, moved: ReplayMoved) -> ReplayMoved:
        """The log first, then what was parsed anew: so the latter stands."""
        with self._tools.workplace(moved.name) as place:
            self._catch_up(moved, place)
            if moved.reparse:
                topics = book.own(moved)
                mark = self._reading.mark(topics)
                self._read(moved, mark, book.group(moved, "own"), topics, self._into(place))
            if moved.step:
                self._embed(moved, place)
        return replace(moved, stage=book.COMPARING)

    def compare(self, moved: ReplayMoved) -> ReplayMoved:
        """Live delivery and the replay come to one mark, then one is held against the other."""
        with (
            self._tools.workplace(moved.name) as place,
            self._tools.workplace(self._tools.builds.live()) as live,
        ):

            def level() -> None:
                mark = self._reading.mark(READ)
                self._tools.delivered(lambda: self._reading.passed(INDEXER, READ, mark))
                self._catch_up(moved, place)

            added = check("postings", live.postings, place.postings, level)
            added |= check("documents", live.documents, place.documents, level)
        self._tally.outcomes[book.ADDED] = sum(added.values())
        return replace(moved, stage=book.SWAPPING)

    def swap(self, moved: ReplayMoved) -> ReplayMoved:
        """What was delivered to the old one only, while it was swapped, is read once more."""
        self._tools.builds.swap(moved.name)
        with self._tools.workplace(moved.name) as place:
            self._catch_up(moved, place)
        return replace(moved, stage=book.TELLING)

    def tell(self, moved: ReplayMoved) -> ReplayMoved:
        """Put what was parsed anew on the live topics: the next replay knows it then."""
        if moved.reparse:
            with self._tools.workplace(moved.name) as place:
                for topic in book.PARSED:
                    for batch in _batches(self._log.read(book.own_topic(moved, topic)), self._size):
                        told = list(_told(topic, batch, place))
                        self._tools.patience("log", partial(self._log.append, told))
        self._forget(moved)
        self._tools.builds.clear()
        return replace(moved, stage=book.DONE)

    def _forget(self, moved: ReplayMoved) -> None:
        self._tools.patience("log", lambda: self._log.forget(book.groups(moved), book.own(moved)))

    @property
    def _size(self) -> int:
        return self._tools.batch

    def _catch_up(self, moved: ReplayMoved, place: Workplace) -> None:
        mark = self._reading.mark(READ)
        self._read(moved, mark, book.group(moved), READ, self._into(place))

    def _into(self, place: Workplace) -> Callable[[Sequence[Message]], None]:
        raising = Raising(place.postings, place.documents)
        patience = self._tools.patience

        def take(messages: Sequence[Message]) -> None:
            raised = patience("index", lambda: raising(messages))
            for end, _ in settle(raised, place.process, patience):
                self._tally.add(end)

        return take

    def _read(
        self,
        moved: ReplayMoved,
        mark: Mapping[Partition, int],
        group: str,
        topics: Sequence[str],
        take: Callable[[Sequence[Message]], None],
    ) -> None:
        batches = 0

        def noted(messages: Sequence[Message]) -> None:
            nonlocal batches
            take(messages)
            batches += 1
            if batches % NOTE_EVERY == 0:
                self._note(moved)

        self._reading.up_to(mark, group, topics, noted, self._count)

    def _embed(self, moved: ReplayMoved, place: Workplace) -> None:
        """Postings, then documents; `reached` says which kind and which id came last."""
        kind, _, last = moved.reached.partition("/")
        if kind != embedding.DOCUMENTS:
            moved = self._renew(
                moved, embedding.POSTINGS, last, place.postings, embedding.posting_text
            )
            last = ""
        self._renew(moved, embedding.DOCUMENTS, last, place.documents, embedding.document_text)

    def _renew(
        self,
        moved: ReplayMoved,
        kind: str,
        last: str,
        kept: embedding.Kept[embedding.R],
        spoken: Callable[[embedding.R], str],
    ) -> ReplayMoved:
        least = version(moved.since)
        total = sum(each.version >= least and each.id > last for each in kept.survey())
        done = 0
        for batch in embedding.after(kept, least, last, self._size):
            changed = self._tools.patience(
                "index", partial(embedding.renew, kept, batch, spoken, self._tools.embedder)
            )
            self._tally.outcomes[book.EMBEDDED] += changed
            done += len(batch)
            self._count(done, total)
            moved = replace(moved, reached=f"{kind}/{batch[-1].id}")
            if done % (NOTE_EVERY * self._size) == 0:
                self._note(moved)
        return moved


def _told(topic: str, messages: Sequence[Message], place: Workplace) -> Iterator[Entry]:
    """With the generation that stands; what is no text goes as it is, the erased does not go."""
    found = [(message, text(message)) for message in messages]
    standing = Raising(place.postings, place.documents).standing(e for _, e in found if e)
    for message, event in found:
        value = message.value
        if event:
            later = as_it_stands(event, standing.get(identity(event)))
            if not later:
                continue
            value = encode(later)
        yield Entry(topic=topic, key=message.key, value=value)


def _batches(messages: Iterator[Message], size: int) -> Iterator[list[Message]]:
    while batch := list(islice(messages, size)):
        yield batch
