"""Which event log the settings ask for."""

from contextlib import closing
from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from engines.embedded.log import SqliteLog
from engines.kafka.log import KafkaLog
from engines.kafka.settings import KafkaSettings
from engines.logs import examine, open_log


def test_without_brokers_it_is_the_homes_own_file(tmp_path: Path) -> None:
    with closing(open_log(KafkaSettings(), tmp_path / "log.db")) as log:
        assert isinstance(log, SqliteLog)
    assert examine(KafkaSettings(), tmp_path / "log.db") == ""


def test_brokers_are_asked_nothing_before_they_are_needed(tmp_path: Path) -> None:
    settings = KafkaSettings(servers="127.0.0.1:1")
    with closing(open_log(settings, tmp_path / "log.db")) as log:
        assert isinstance(log, KafkaLog)
    assert not (tmp_path / "log.db").exists()


def test_a_password_is_not_sent_openly(tmp_path: Path) -> None:
    settings = KafkaSettings(servers="127.0.0.1:1", user="u", mechanism="PLAIN")
    with pytest.raises(Misconfigured, match="PROSPEKT_KAFKA_TLS"):
        open_log(settings, tmp_path / "log.db")


def test_a_certificate_authority_that_is_not_there_is_said(tmp_path: Path) -> None:
    settings = KafkaSettings(servers="127.0.0.1:1", tls=True, ca=tmp_path / "none.pem")
    with pytest.raises(Misconfigured, match=r"none\.pem"):
        open_log(settings, tmp_path / "log.db")
