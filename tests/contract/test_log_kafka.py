"""What only the log on brokers promises: its topics, its rights, its outages."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from kafka.admin import ACLOperation

from contracts.errors import Misconfigured, Permanent, Transient
from contracts.log import Entry
from contracts.names import DEAD_LETTERS, INDEXER, POSTINGS_RAW
from engines.kafka import acl, topics
from engines.kafka.connection import Connection
from engines.kafka.log import KafkaLog
from engines.kafka.settings import KafkaSettings
from engines.kafka.topics import LARGEST, Topic
from stream.patience import Patience
from tests.contract.kafka_rig import kafka, kafka_settings, settings_as
from tests.contract.log_rig import entries, values
from tests.engines.kafka import ADMIN, KafkaServer, kafka_server
from tests.eventually import eventually


@pytest.fixture(scope="module")
def guarded() -> Iterator[KafkaServer]:
    """One that speaks TLS and knows its users, with the topics made and the roles granted."""
    with kafka_server(users=("crawler", "worker")) as server:
        with closing(Connection(settings_as(server, ADMIN))) as connection:
            topics.make(connection)
            for role in ("crawler", "worker"):
                acl.grant(connection, role, role)
        with closing(
            Connection(settings_as(server, "worker"))
        ) as last:  # rights take a moment to hold
            eventually(lambda: len(last.topics()) == len(topics.TOPICS))
        yield server


def test_what_is_erased_stands_until_its_topic_lets_go_of_it_and_that_is_told(
    tmp_path: Path,
) -> None:
    settings = kafka_settings(tmp_path)
    with closing(Connection(settings)) as connection, closing(KafkaLog(settings)) as log:
        topics.make(
            connection, {name: topics.TOPICS[name] for name in (POSTINGS_RAW, DEAD_LETTERS)}
        )
        log.append([Entry(topic=POSTINGS_RAW, key="p", value=b"text")])
        log.append([Entry(topic=DEAD_LETTERS, key=f"{n}", value=b"text") for n in range(3)])
        (posting,) = log.read(POSTINGS_RAW)
        letters = list(log.read(DEAD_LETTERS))
        until = log.overwrite([posting, *letters[:2]], b"gone")
        assert until is not None
        assert until - posting.at == timedelta(days=90 + 1 + 1)
        assert [each.value for each in log.read(POSTINGS_RAW)] == [b"text"]
        last = {each.key: each.value for each in log.read(DEAD_LETTERS)}
        assert sorted(last.values()) == [b"gone", b"gone", b"text"]
        soon = log.overwrite(letters[:1], b"gone")
        assert soon is not None
        assert soon < until - timedelta(days=80)
        assert log.overwrite([], b"gone") is None


def test_a_crawler_writes_what_it_crawls_and_nothing_else(guarded: KafkaServer) -> None:
    with closing(KafkaLog(settings_as(guarded, "crawler"))) as log:
        log.append(entries(3))
        with pytest.raises(Misconfigured):
            log.append([Entry(topic=DEAD_LETTERS, key="k", value=b"v")])


def test_a_crawler_reads_nothing(guarded: KafkaServer) -> None:
    with closing(KafkaLog(settings_as(guarded, "crawler"))) as log:
        log.append(entries(3))
        with pytest.raises(Misconfigured):
            list(log.read(POSTINGS_RAW))
        with pytest.raises(Misconfigured):
            log.lag(INDEXER)


def test_a_worker_reads_and_commits_and_writes_dead_letters_alone(guarded: KafkaServer) -> None:
    with closing(KafkaLog(settings_as(guarded, "crawler"))) as log:
        log.append(entries(3))
    with closing(KafkaLog(settings_as(guarded, "worker"))) as log:
        reader = log.reader(INDEXER, [POSTINGS_RAW], member="w", session_s=10)
        messages = reader.poll(100, 20)
        assert messages
        assert log.faults() == []  # as far as it may see
        assert reader.commit({each.partition: each.offset + 1 for each in messages})
        log.append([Entry(topic=DEAD_LETTERS, key="k", value=b"v")])
        with pytest.raises(Misconfigured):
            log.append(entries(1))


def test_whom_the_brokers_do_not_know_hears_what_may_be_wrong(guarded: KafkaServer) -> None:
    """The client keeps to itself why it was not let in: so all that it can be is named."""
    with (
        closing(KafkaLog(settings_as(guarded, "crawler", "wrong"))) as log,
        pytest.raises(Transient, match="PROSPEKT_KAFKA_USER"),
    ):
        log.ping()


def test_no_role_may_do_everything() -> None:
    for role in acl.ROLES:
        rules = acl.rules(role, "u", "p.")
        assert all(rule.operation is not ACLOperation.ALL for rule in rules)
        assert all(rule.resource_pattern.resource_name.startswith("p.") for rule in rules)


def test_topics_are_made_and_grown_and_never_shrunk(tmp_path: Path) -> None:
    settings = kafka_settings(tmp_path)
    declared = {"one": Topic(), "letters": Topic(keep_days=0, latest_only=True)}
    with closing(Connection(settings)) as connection:
        assert len(topics.faults(connection, declared)) == 2
        assert len(topics.make(connection, declared)) == 2
        assert topics.faults(connection, declared) == []
        assert topics.make(connection, declared) == []
    more = settings.model_copy(update={"partitions": settings.partitions + 2})
    with closing(Connection(more)) as connection:
        assert len(topics.faults(connection, declared)) == 2
        topics.make(connection, declared)
    with closing(Connection(settings)) as connection:
        assert topics.make(connection, declared) == []
        grown = connection.topics()[connection.names.topic("one")]
        assert len(grown) == settings.partitions + 2
        assert topics.make(connection, {"one": Topic(keep_days=7)}) != []
        assert topics.faults(connection, {"one": Topic(keep_days=7)}) == []


def test_what_was_made_is_shown_at_once(tmp_path: Path) -> None:
    """The controller answers before the brokers' own books follow."""
    settings = kafka_settings(tmp_path)
    for more in range(10):
        grown = settings.model_copy(update={"partitions": settings.partitions + more})
        kept = {"one": Topic(keep_days=1 + more)}
        with closing(Connection(grown)) as connection:
            topics.make(connection, kept)
            assert topics.faults(connection, kept) == []


def test_a_message_that_is_too_large_is_refused_with_its_key_before_any_is_sent(
    tmp_path: Path,
) -> None:
    large = Entry(topic=POSTINGS_RAW, key="the large one", value=b"x" * LARGEST)
    with kafka(tmp_path) as log:
        with pytest.raises(Permanent, match="the large one"):
            log.append([*entries(3), large])
        assert list(log.read(POSTINGS_RAW)) == []


def test_a_topic_that_nobody_made_is_said(tmp_path: Path) -> None:
    with kafka(tmp_path) as log, pytest.raises(Misconfigured, match=r"engines\.kafka\.topics"):
        log.append(entries(1, topic="unheard.of"))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("leftovers")
def test_nothing_acknowledged_is_lost_when_the_broker_is_killed(tmp_path: Path) -> None:
    """While it is down an append says that it may succeed later, and so it does."""
    with kafka_server(tmp_path / "server") as server:
        settings = KafkaSettings(servers=server.address, partitions=2, replication=1)
        with closing(Connection(settings)) as connection:
            topics.make(connection, {POSTINGS_RAW: Topic()})
        with closing(KafkaLog(settings)) as log:
            log.append(entries(100, "before"))
            server.kill()
            with pytest.raises(Transient):
                log.append(entries(100, "during"))
            server.start()
            patience = Patience(sleep=time.sleep, say=print)
            patience("log", lambda: log.append(entries(100, "during")))
            found = patience("log", lambda: values(log.read(POSTINGS_RAW)))
    wanted = values_of("before", "during")
    assert set(found) == wanted


def values_of(*names: str) -> set[str]:
    return {entry.value.decode() for name in names for entry in entries(100, name)}
