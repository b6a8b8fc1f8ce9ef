"""On brokers that speak TLS, ask who comes and grant the least: a worker, a replay beside it."""

import json
import subprocess
from contextlib import ExitStack, closing
from pathlib import Path

from contracts.log import Entry
from contracts.names import POSTINGS_RAW
from engines.kafka import acl
from engines.kafka.connection import Connection
from tests.contract.kafka_rig import settings_as
from tests.e2e.command import PROSPEKT
from tests.engines.kafka import ADMIN, kafka_server
from tests.integration.stream.cluster import Cluster

NAMES = sorted(str(number) for number in range(20))


def test_with_a_workers_rights_it_reads_commits_and_writes_dead_letters(tmp_path: Path) -> None:
    with kafka_server(users=("worker",)) as server, ExitStack() as ending:
        cluster = Cluster(tmp_path, settings_as(server, ADMIN), ending)
        with closing(Connection(cluster.settings)) as connection:
            acl.grant(connection, "worker", "worker")
        cluster.append(NAMES)
        cluster.log.append([Entry(topic=POSTINGS_RAW, key="bad", value=b"\xffpoison")])
        worker = cluster.worker(KAFKA_USER="worker")
        cluster.drained(within=90)
        worker.terminate()
        _, said = worker.communicate(timeout=60)
        assert worker.returncode == 0, said
        assert cluster.indexed() == NAMES
        assert len(cluster.refused()) == 1


def test_a_worker_that_may_not_join_its_group_says_what_to_grant(tmp_path: Path) -> None:
    with kafka_server(users=("worker",)) as server, ExitStack() as ending:
        cluster = Cluster(tmp_path, settings_as(server, ADMIN), ending)
        with closing(Connection(cluster.settings)) as connection:
            rules = acl.rules("worker", "worker", cluster.settings.prefix)
            some = [each for each in rules if each.resource_pattern.resource_type.name == "TOPIC"]
            connection.ask(lambda admin: admin.create_acls(some))
        worker = cluster.worker(KAFKA_USER="worker")
        _, said = worker.communicate(timeout=90)
        assert worker.returncode == 3, said
        assert "engines.kafka.acl worker USER" in said


def test_with_the_rights_of_tools_a_replay_beside_a_worker_comes_to_its_swap(
    tmp_path: Path,
) -> None:
    with kafka_server(users=("worker", "tools")) as server, ExitStack() as ending:
        cluster = Cluster(tmp_path, settings_as(server, ADMIN), ending)
        with closing(Connection(cluster.settings)) as connection:
            for role in ("worker", "tools"):
                acl.grant(connection, role, role)
        cluster.append(NAMES)
        cluster.worker(KAFKA_USER="worker")
        cluster.drained(within=90)
        asked = [str(PROSPEKT), "replay", "--from", "2020-01-01", "--json"]
        told = subprocess.run(
            asked,
            env=cluster.environment(KAFKA_USER="tools"),
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        assert told.returncode == 0, told.stderr
        assert json.loads(told.stdout)["outcomes"] == {"written": len(NAMES)}
        assert cluster.indexed() == NAMES
