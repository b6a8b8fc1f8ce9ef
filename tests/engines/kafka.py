"""A real Kafka: one node that is broker and controller at once (KRaft)."""

import gc
import os
import shlex
import socket
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from tests.engines import maven, servers, ways
from tests.engines.certificates import Certificates
from tests.engines.servers import Container, Process, Server

JAVA: Final = maven.Project("kafka")
KAFKA: Final = ways.Engine(
    name="Kafka",
    variable="PROSPEKT_TEST_KAFKA",
    image="apache/kafka:4.3.1",
    programs=JAVA.programs,
    get=JAVA.get,
)
ADMIN: Final = "admin"
PASSWORD: Final = "of-the-tests"  # noqa: S105 - of every user of a server that the tests made
MECHANISM: Final = "SCRAM-SHA-512"
_CLUSTER: Final = "cHJvc3Bla3QtdGVzdHMtMQ"
_HEAP: Final = ("-Xms160m", "-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_QUIET: Final = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
_SMALL: Final = {
    "auto.create.topics.enable": "false",
    "broker.heartbeat.interval.ms": "200",
    "broker.session.timeout.ms": "2000",  # a broker that was killed may come back after that
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "100",
    "log.cleaner.backoff.ms": "200",
    "log.cleaner.dedupe.buffer.size": "4194304",
    "min.insync.replicas": "1",
    "num.io.threads": "4",
    "num.network.threads": "2",
    "offsets.topic.num.partitions": "2",
    "offsets.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "2",
    "transaction.state.log.replication.factor": "1",
}


class KafkaServer:
    """One that runs; its address and what it holds stay the same over restarts.

    With `users` it speaks TLS, wants a name and a password, and allows what an access list
    grants; `ADMIN` may do everything.
    """

    def __init__(
        self,
        folder: Path,
        users: tuple[str, ...],
        options: Mapping[str, str],
        within: Sequence[str],
    ) -> None:
        self.folder = folder
        self.address = f"127.0.0.1:{servers.free_port()}"
        self.certificates = Certificates(folder) if users else None
        self._users = (*users, ADMIN) if users else ()
        lines = self._lines() | _SMALL
        lines |= (self._guarded(lines) if users else {}) | dict(options)
        self._settings = folder / "server.properties"
        self._settings.write_text("".join(f"{name}={lines[name]}\n" for name in lines), "utf-8")
        self.server = self._server(within)

    def _lines(self) -> dict[str, str]:
        controller = f"127.0.0.1:{servers.free_port()}"
        client, control = f"CLIENT://{self.address}", f"CONTROLLER://{controller}"
        return {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@{controller}",
            "controller.listener.names": "CONTROLLER",
            "listeners": f"{client},{control}",
            "advertised.listeners": client,
            "listener.security.protocol.map": "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "CLIENT",
            "log.dirs": str(self.folder / "data"),
        }

    def _guarded(self, plain: Mapping[str, str]) -> dict[str, str]:
        """Its own talk goes over loopback without a name: so nobody's name is in its settings."""
        keys = self.folder / "keys.pem"
        keys.touch(mode=0o600)
        if self.certificates:
            pair = (self.certificates.key, self.certificates.cert)
            keys.write_bytes(b"".join(path.read_bytes() for path in pair))
        within = f"WITHIN://127.0.0.1:{servers.free_port()}"
        login = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        return {
            "listeners": f"{plain['listeners']},{within}",
            "advertised.listeners": f"{plain['advertised.listeners']},{within}",
            "listener.security.protocol.map": "CLIENT:SASL_SSL,WITHIN:PLAINTEXT,"
            "CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "WITHIN",
            "listener.name.client.sasl.enabled.mechanisms": MECHANISM,
            f"listener.name.client.{MECHANISM.lower()}.sasl.jaas.config": login,
            "listener.name.client.ssl.keystore.type": "PEM",
            "listener.name.client.ssl.keystore.location": str(keys),
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:{ADMIN};User:ANONYMOUS",
        }

    def _server(self, within: Sequence[str]) -> Server:
        """Format its folder when it is new, then become the server: one process id to end."""
        users = [f"{MECHANISM}=[name={user},password={PASSWORD}]" for user in self._users]
        told = shlex.join(each for user in users for each in ("--add-scram", user))
        data, settings = self.folder / "data", shlex.quote(str(self._settings))
        format_ = f"format -t {_CLUSTER} -c {settings} {told}"
        if KAFKA.in_docker():
            tool, run = "/opt/kafka/bin/kafka-storage.sh", "/opt/kafka/bin/kafka-server-start.sh"
        else:
            java = shlex.join(JAVA.java(*_HEAP, _QUIET))
            tool, run = f"{java} kafka.tools.StorageTool", f"{java} kafka.Kafka"
        script = f"[ -f {data}/meta.properties ] || {tool} {format_} && exec {run} {settings}"
        if KAFKA.in_docker():
            user = ["--user", f"{os.getuid()}:{os.getgid()}", "--entrypoint", "/bin/sh"]
            user += ["-e", f"KAFKA_HEAP_OPTS={_HEAP[0]} {_HEAP[1]}"]
            return Container(KAFKA.image, ["-c", script], self.folder, options=user)
        return Process([*within, "/bin/sh", "-c", script], self.folder)

    def client(self, user: str = ADMIN) -> dict[str, Any]:
        """What a client of kafka-python is told to reach it."""
        told: dict[str, Any] = {"bootstrap_servers": self.address}
        if self.certificates:
            told |= {
                "security_protocol": "SASL_SSL",
                "sasl_mechanism": MECHANISM,
                "sasl_plain_username": user,
                "sasl_plain_password": PASSWORD,
                "ssl_cafile": str(self.certificates.ca),
            }
        return told

    def ready(self) -> bool:
        """Asked only when it listens: the client forgets to close what was refused."""
        host, _, port = self.address.partition(":")
        try:
            socket.create_connection((host, int(port)), 1).close()
        except OSError:
            return False
        answers = self._answers()
        let_go()
        return answers

    def _answers(self) -> bool:
        try:
            with closing(KafkaAdminClient(**self.client(), bootstrap_timeout_ms=1000)) as admin:
                return bool(admin.describe_cluster()["brokers"])
        except KafkaError:
            return False

    def kill(self) -> None:
        """End it as a power cut would; `start` brings back what it had written."""
        self.server.kill()

    def pause(self) -> None:
        self.server.pause()

    def resume(self) -> None:
        self.server.resume()

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        servers.begin(self.server, self.ready)

    def restart(self) -> None:
        """As a power cut and a boot."""
        self.kill()
        self.start()


@contextmanager
def kafka_server(
    folder: Path | None = None,
    *,
    users: tuple[str, ...] = (),
    options: Mapping[str, str] | None = None,
    within: Sequence[str] = (),
) -> Iterator[KafkaServer]:
    """Start one; `users` makes it a guarded one, `options` are lines of its settings.

    `within` is a command that runs its program (not its image).

    Skips (fails in CI) where there is no Kafka.
    """
    KAFKA.require()
    with servers.folder(folder) as place:
        found = KafkaServer(place, users, options or {}, within)
        with servers.running(found.server, found.ready):
            yield found
            let_go()


def let_go() -> None:
    """Collect what the client forgot to close of a broker that was away, or not yet there.

    Some later test would be blamed for it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
