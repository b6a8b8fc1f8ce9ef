"""What child processes do with a log in its contract tests; each tells of it line by line."""

import time
from multiprocessing.synchronize import Event
from pathlib import Path

from contracts.log import Message
from tests.contract.log_rig import GROUP, TOPIC, Engine, after, entries


def write_batches(engine: Engine, folder: Path, name: str, *, batches: int, size: int) -> None:
    """Append batches; tell the name of each once it is durable."""
    with engine(folder) as log, (folder / f"{name}.written").open("a") as told:
        for number in range(batches):
            log.append(entries(size, f"{name}.{number}"))
            told.write(f"{name}.{number}\n")
            told.flush()


def read_and_commit(engine: Engine, folder: Path, name: str, stop: Event) -> None:
    """Read as a member until told to stop; tell every value that came."""
    with engine(folder) as log, (folder / f"{name}.read").open("a") as told:
        reader = log.reader(GROUP, [TOPIC], member=name)
        while not stop.is_set():
            messages = reader.poll(50, 0.05)
            told.writelines(f"{message.value.decode()}\n" for message in messages)
            told.flush()
            if messages and not reader.commit(after(messages)):
                told.write("refused\n")
        reader.close()


def read_and_hang(engine: Engine, folder: Path, name: str, *, session_s: float) -> None:
    """Commit one poll, tell the next one's values, and stay there for ever."""
    with engine(folder) as log:
        reader = log.reader(GROUP, [TOPIC], member=name, session_s=session_s)
        done, under_way = list[Message](), list[Message]()
        while not (done and reader.commit(after(done))):  # refused: its session had run out
            done = reader.poll(60, 10)
        while not under_way:
            under_way = reader.poll(60, 10)
        _tell(folder / f"{name}.committed", [message.value.decode() for message in done])
        _tell(folder / f"{name}.under_way", [message.value.decode() for message in under_way])
        while True:
            time.sleep(1)


def told(path: Path) -> list[str]:
    """The whole lines that a worker has told so far."""
    return path.read_text("utf-8").split("\n")[:-1] if path.exists() else []


def _tell(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
