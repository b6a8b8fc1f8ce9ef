"""The command starts quickly: what only some commands need is imported by those."""

import subprocess
import sys

import pytest

HEAVY = ("pydantic", "numpy", "scrapy", "fastapi", "bentoml", "engines", "crawler", "model_service")
CLIENTS = ("redis", "alembic", "psycopg", "pymongo")


def test_help_imports_no_engine_and_no_framework_but_its_own() -> None:
    code = (
        "import sys; sys.argv = ['prospekt', '--help']\n"
        "from console.main import run\n"
        "try: run()\n"
        f"except SystemExit: print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]"), done.stdout


@pytest.mark.parametrize("main", ["console.wiring", "crawler.main"])
def test_a_home_without_servers_loads_the_client_of_none(main: str) -> None:
    code = f"import sys, {main}; print(sorted(set({CLIENTS!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_crawler_loads_its_framework_only_when_its_stores_are_there() -> None:
    """Loading takes seconds; what is away is said before."""
    code = "import sys, crawler.main; print(sorted({'scrapy', 'twisted'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_interrupt_while_the_command_is_loaded_ends_it_at_once() -> None:
    """What loads would else be unwound with a traceback of thirty lines."""
    code = (
        "import signal, sys, console.main\n"
        "loaded = {'rich', 'typer'} & set(sys.modules)\n"
        "class Heard:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name in ('rich', 'typer'): print(name, signal.getsignal(signal.SIGINT).name)\n"
        "sys.meta_path.insert(0, Heard())\n"
        "sys.argv = ['prospekt', '--help']\n"
        "try: console.main.run()\n"
        "except SystemExit: print(sorted(loaded))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert {"rich SIG_DFL", "typer SIG_DFL"} <= set(lines)
    assert lines[-1] == "[]"
