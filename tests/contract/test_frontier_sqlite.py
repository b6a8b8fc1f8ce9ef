"""What only the SQLite frontier promises: its plans, its size, its errors, its threads."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from contracts.frontier import (
    ANOTHER_LIFE_MS,
    MOST_WOKEN,
    Finished,
    HostPolicy,
    Ledger,
    Role,
    Sweep,
    Visit,
    encode_request,
    fingerprint,
)
from engines.embedded.database import Database
from engines.embedded.frontier import SqliteFrontier, wall_ms
from engines.embedded.frontier_tables import SCHEMA
from tests.builders import NOW, a_request
from tests.contract.frontier_rig import LEASE_MS, MAX_ATTEMPTS, WIDE_OPEN, FakeTime, answered
from tests.contract.sqlite_frontier_audit import audit
from tests.contract.sqlite_frontier_workers import pages

SYNCHRONOUS_FULL = 2


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def frontier(tmp_path: Path, time: FakeTime) -> Iterator[SqliteFrontier]:
    engine = SqliteFrontier(
        tmp_path / "frontier.db", lease_ms=LEASE_MS, max_attempts=MAX_ATTEMPTS, now_ms=time
    )
    with closing(engine):
        engine.configure_host("a.test", WIDE_OPEN)
        yield engine


def live_through_all(frontier: SqliteFrontier, time: FakeTime) -> None:
    """Use every operation in every way there is."""
    sweep = Sweep(id="s", space="public", source="board", listing="x", started_at=NOW)
    listing = a_request("http://a.test/list", role=Role.LISTING, sweep="s", watch="w")
    frontier.open_sweep(sweep, [listing])
    frontier.push(pages(0, 50))
    first, second, third, *others = frontier.claim("worker", "egress", 20)
    frontier.fetched([answered(first, status=429)])
    frontier.extend([first])
    frontier.release([second], delay_ms=10)
    frontier.release([third], failed=True)
    frontier.ack([Finished(lease=first, follow=tuple(pages(40, 20)))])
    for _ in range(MAX_ATTEMPTS + 1):
        time.advance(10 * LEASE_MS)
        others = frontier.claim("worker", "egress", 20)
    frontier.ack([Finished(lease=lease, again=Visit(interval_ms=1)) for lease in others])
    time.advance(ANOTHER_LIFE_MS)
    frontier.push(pages(0, 50))
    frontier.claim("worker", "egress", 20)
    for _ in range(2):
        frontier.robots("http://a.test")
    frontier.tell_robots("http://a.test", b"", delay_ms=1, keep_ms=0)
    frontier.tell_robots("http://a.test", None, delay_ms=1, keep_ms=0)
    frontier.ledger()
    frontier.ledger("w")
    frontier.confirm_sweeps([end.sweep.id for end in frontier.ended_sweeps()])
    frontier.configure_host("b.test", HostPolicy())


def test_no_operation_scans_or_sorts_a_table(frontier: SqliteFrontier, time: FakeTime) -> None:
    connection = frontier._file._connection
    statements: set[str] = set()
    connection.set_trace_callback(statements.add)
    live_through_all(frontier, time)
    connection.set_trace_callback(None)
    steps = {
        row["detail"]
        for statement in statements
        if not statement.startswith(("BEGIN", "COMMIT", "PRAGMA"))
        for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
    }
    others = {step for step in steps if not step.startswith(("SEARCH", "SCALAR SUBQUERY"))}
    assert others == {"SCAN books"}
    assert any("hosts_free" in step for step in steps)
    assert any("queue_ready" in step for step in steps)


def test_what_is_pushed_or_ended_waits_for_the_disk(frontier: SqliteFrontier) -> None:
    mode, commits = "FULL", []

    def note(statement: str) -> None:
        nonlocal mode
        if statement.startswith("PRAGMA synchronous="):
            mode = statement.removeprefix("PRAGMA synchronous=")
        elif statement == "COMMIT":
            commits.append(mode)

    assert (
        frontier._file._connection.execute("PRAGMA synchronous").fetchone()[0] == SYNCHRONOUS_FULL
    )
    frontier._file._connection.set_trace_callback(note)
    frontier.push(pages(0, 2))
    first, second = frontier.claim("worker", "egress", 2)
    frontier.fetched([answered(first)])
    frontier.extend([second])
    frontier.ack([Finished(lease=first)])
    frontier.release([second])
    assert commits == ["FULL", "NORMAL", "NORMAL", "NORMAL", "FULL", "FULL"]


def test_a_finished_request_leaves_only_its_fingerprint(
    frontier: SqliteFrontier, tmp_path: Path
) -> None:
    frontier.push(pages(0, 30))
    leases = frontier.claim("worker", "egress", 30)
    assert all(frontier.ack([Finished(lease=lease) for lease in leases]))
    with closing(sqlite3.connect(tmp_path / "frontier.db")) as connection:
        assert connection.execute("SELECT count(*) FROM queue").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM seen").fetchone() == (30,)


def test_what_was_pushed_is_there_when_it_is_opened_again(tmp_path: Path, time: FakeTime) -> None:
    path = tmp_path / "frontier.db"
    with closing(SqliteFrontier(path, now_ms=time)) as frontier:
        frontier.push(pages(0, 3))
        (lease,) = frontier.claim("worker", "egress", 1)
    with closing(SqliteFrontier(path, now_ms=time)) as frontier:
        assert frontier.push(pages(0, 3)) == 0
        assert frontier.ack([Finished(lease=lease)]) == [True]
        (another,) = frontier.claim("worker", "egress", 1)
        assert another.token > lease.token


def test_a_file_of_the_first_version_goes_on_with_what_it_holds(
    tmp_path: Path, time: FakeTime
) -> None:
    path = tmp_path / "frontier.db"
    old = Database(path, SCHEMA)
    with old.writing() as connection:
        connection.execute("INSERT INTO seen VALUES (?)", (fingerprint(pages(0, 1)[0]),))
        connection.execute("INSERT INTO seen VALUES (?)", (fingerprint(pages(1, 1)[0]),))
        connection.execute(
            "INSERT INTO queue (fingerprint, host, priority, state, watch, sweep, request)"
            " VALUES (?, 1, 0, 3, '', '', ?)",
            (fingerprint(pages(0, 1)[0]), encode_request(pages(0, 1)[0])),
        )
        connection.execute(
            "INSERT INTO hosts (name, interval_ms, slots, rest_until, free_at)"
            " VALUES ('a.test', 100, 9, 0, 0)"
        )
        connection.execute("INSERT INTO books VALUES ('', 2, 0, 0, 1, 1)")
    old.close()
    with closing(SqliteFrontier(path, now_ms=time)) as frontier:
        assert frontier.push(pages(0, 2)) == 1
        (lease,) = frontier.claim("worker", "egress", 9)
        assert frontier.ack([Finished(lease=lease)]) == [True]
        assert frontier.ledger() == audit(path) == Ledger(discovered=2, done=2)


def test_one_claim_wakes_only_so_much_and_the_next_ones_the_rest(
    frontier: SqliteFrontier, time: FakeTime
) -> None:
    frontier.configure_host("a.test", HostPolicy(interval_ms=0, slots=MOST_WOKEN + 5))
    frontier.push(pages(0, MOST_WOKEN + 5))
    leases = frontier.claim("worker", "egress", MOST_WOKEN + 5)
    frontier.ack([Finished(lease=lease, again=Visit(interval_ms=9)) for lease in leases])
    time.advance(9)
    frontier.claim("worker", "egress", 0)
    assert frontier.ledger().queued == MOST_WOKEN
    frontier.claim("worker", "egress", 0)
    assert frontier.ledger().queued == MOST_WOKEN + 5


def test_threads_share_a_frontier(frontier: SqliteFrontier, tmp_path: Path) -> None:
    def crawl(number: int) -> int:
        frontier.push(pages(100 * number, 100))
        acked: list[bool] = []
        while leases := frontier.claim(f"worker-{number}", "egress", 9):
            acked += frontier.ack([Finished(lease=lease) for lease in leases])
        return sum(acked)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(crawl, range(4))) == 400
    assert audit(tmp_path / "frontier.db").done == 400


def test_an_error_in_the_middle_undoes_the_whole_batch(frontier: SqliteFrontier) -> None:
    with pytest.raises(AttributeError):
        frontier.push([*pages(0, 5), None])  # type: ignore[list-item]
    assert frontier.ledger().discovered == 0
    assert frontier.push(pages(0, 5)) == 5


def test_a_file_that_is_no_database_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "frontier.db"
    path.write_text("not a database at all, " * 100)
    with pytest.raises(Misconfigured, match=r"frontier\.db: it is not a database of ours"):
        SqliteFrontier(path)


def test_it_answers_a_ping_and_runs_on_the_machines_clock(tmp_path: Path) -> None:
    with closing(SqliteFrontier(tmp_path / "new" / "frontier.db")) as frontier:
        frontier.ping()
        frontier.push(pages(0, 1))
        (lease,) = frontier.claim("worker", "egress", 1)
    assert lease.start_in == 0
    assert wall_ms() > 1_700_000_000_000
