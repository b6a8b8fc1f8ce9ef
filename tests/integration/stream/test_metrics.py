"""Metrics are served on loopback, and a taken port is said in one line."""

import socket
from pathlib import Path
from urllib.request import urlopen

import pytest

from contracts.errors import Misconfigured
from tests.engines.servers import free_port
from tests.integration.stream.platform import a_platform, entries, found


def test_what_was_done_is_shown(tmp_path: Path) -> None:
    with a_platform(tmp_path) as platform:
        platform.log.append(entries([found("1"), found("2"), found("3", posting={"title": ""})]))
        platform.drain()
        port = free_port()
        server, thread = platform.metrics.serve(port)
        try:
            with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
                text = answer.read().decode()
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
    assert 'prospekt_stream_messages_total{outcome="written",topic="postings.raw"} 2.0' in text
    assert 'prospekt_stream_dead_letters_total{topic="postings.raw"} 1.0' in text
    assert 'prospekt_stream_lag_messages{partition="0",topic="sweeps"} 0.0' in text
    for step in ("decode", "understand", "embed", "cluster", "index"):
        assert f'prospekt_stream_step_seconds_total{{step="{step}"}}' in text


def test_a_taken_port_is_a_matter_for_a_person(tmp_path: Path) -> None:
    with a_platform(tmp_path) as platform, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Misconfigured, match="PROSPEKT_STREAM_METRICS_PORT"):
            platform.metrics.serve(taken.getsockname()[1])
