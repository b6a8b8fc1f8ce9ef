"""`prospekt demo`: a small internet of job boards, crawled, understood and forecast."""

import time
from typing import Annotated

import typer

from console import boards
from console.cli import show
from console.cli.parts import Parts
from console.cli.staying import stay
from console.cli.waiting import following
from console.demonstration import PROFESSIONS, Demonstration
from console.platform import Platform
from operators.supervision import Supervised, clear, start


def add(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def demo(
        *,
        once: Annotated[
            bool, typer.Option("--once", help="End after the predictions instead of staying up.")
        ] = False,
    ) -> None:
        """Crawl demo boards, train, and show three prospects.

        It starts the boards and the platform. Everything is kept; a demo that was interrupted
        goes on where it stopped.
        """
        began = time.monotonic()
        home = parts.home()
        clear(home / "run")  # refuses where a platform is up: the demo starts its own
        boards.end(home)
        demonstration = Demonstration(
            home, lambda text: _say(parts, text), in_use=lambda: _in_use(parts.platform())
        )
        demonstration.prepare()
        with boards.serving(home, demonstration.stage.ports), demonstration.archive() as written:
            supervised = start(home, say=lambda text: _say(parts, text))
            try:
                written()
                _tell(parts, demonstration, began)
                if not once:
                    _stay(parts, demonstration, supervised)
            except KeyboardInterrupt:
                _say(parts, "interrupted; `prospekt demo` goes on from here")
                raise
            finally:
                if supervised.alive():
                    _say(parts, "ending: every process finishes what it holds")
                supervised.end()


def _say(parts: Parts, text: str) -> None:
    parts.say(f"demo: {text}")


def _in_use(platform: Platform) -> bool:
    found = platform.status()
    return bool(found.indexed or found.lag or found.watches or found.ledger.discovered)


def _tell(parts: Parts, demonstration: Demonstration, began: float) -> None:
    platform = parts.platform()
    with following(parts.notes, "demo", parts.home()) as report:
        demonstration.fill(platform, report)
    _say(parts, platform.train())
    for name in PROFESSIONS:
        found = platform.prospect(name, 12)
        show.prospect(parts.out, found, show.newest(platform, found))
    _say(parts, f"from the start to the prospects: {time.monotonic() - began:.0f} s")


def _stay(parts: Parts, demonstration: Demonstration, supervised: Supervised) -> None:
    parts.out.print()
    show.urls(parts.out, {**supervised.urls, **demonstration.base_urls})
    parts.out.print("ask: prospekt search 'data engineer' · prospekt prospects 'інженер даних'")
    stay(parts, supervised)
