"""What documents are searched for follows the watches, and outlives an outage of their store."""

from contracts.config import KeptWatch
from contracts.errors import Transient
from contracts.subjects import Metadata, Watch, WatchSpec
from stream.watched import FRESH_SECONDS, Watched
from understanding.mentions import find


def _kept(name: str, *keywords: str, subject: str = "", namespace: str = "default") -> KeptWatch:
    watch = Watch(
        api_version="prospekt.dev/v1alpha1",
        kind="Watch",
        metadata=Metadata(name=name, namespace=namespace),
        spec=WatchSpec(subject=subject, keywords=keywords),
    )
    return KeptWatch(watch=watch, version=1)


class World:
    """A list of watches that may be out of reach, a clock, and what was said."""

    def __init__(self, *kept: KeptWatch) -> None:
        self.kept = list(kept)
        self.out = False
        self.seconds = 0.0
        self.said: list[str] = []
        self.watched = Watched(self, seconds=lambda: self.seconds, say=self.said.append)

    def all(self) -> list[KeptWatch]:
        if self.out:
            raise Transient("no connection")
        return list(self.kept)

    def named(self, text: str, space: str = "public") -> list[str]:
        self.watched.refresh()
        return [each.subject for each in find(text, self.watched.keywords(space))]


def test_a_watch_that_comes_or_goes_is_followed_without_a_restart() -> None:
    world = World()
    assert world.named("нові тарифи") == []
    world.kept = [_kept("a", "тарифи", subject="вода")]
    assert world.named("тарифи на воду") == []
    world.seconds = FRESH_SECONDS
    assert world.named("тарифи на воду") == ["keyword:тарифи", "keyword:вода"]
    world.kept = []
    world.seconds = 2 * FRESH_SECONDS
    assert world.named("тарифи на воду") == []


def test_a_store_out_of_reach_keeps_the_last_known() -> None:
    world = World(_kept("a", "тарифи"))
    assert world.named("тарифи") == ["keyword:тарифи"]
    world.out, world.seconds = True, FRESH_SECONDS
    assert world.named("тарифи") == ["keyword:тарифи"]
    assert world.said == ["the watches cannot be read, the last known stand: no connection"]


def test_what_others_watch_marks_neither_public_documents_nor_ours() -> None:
    world = World(_kept("a", "тарифи"), _kept("b", "таємниця", namespace="tenant"))
    text = "тарифи і таємниця"
    assert world.named(text) == world.named(text, "default") == ["keyword:тарифи"]
    assert world.named(text, "tenant") == ["keyword:таємниця"]
