"""A real Kafka: one node that is broker and controller at once (KRaft)."""

from typing import Final

from tests.engines import maven, ways

JAVA: Final = maven.Project("kafka")
KAFKA: Final = ways.Engine(
    name="Kafka",
    variable="PROSPEKT_TEST_KAFKA",
    image="apache/kafka:4.3.1",
    programs=JAVA.programs,
    get=JAVA.get,
)
