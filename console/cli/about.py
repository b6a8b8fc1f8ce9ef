"""version and config."""

import typer
from rich.table import Table

from console.cli import show
from console.cli.options import AsJson, helped
from console.cli.parts import Parts


def add(app: typer.Typer, parts: Parts) -> None:
    config = typer.Typer(help="Settings and where they come from.")
    config.callback(invoke_without_command=True)(helped)
    app.add_typer(config, name="config")

    @app.command()
    def version() -> None:
        """Print the version."""
        parts.out.print(parts.version)

    @config.command()
    def explain(*, as_json: AsJson = False) -> None:
        """Print each setting, its value and where the value came from."""
        origins = parts.origins()
        if as_json:
            return show.as_json(parts.out, list(origins))
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 1, 0))
        for origin in origins:
            value = origin.value or "(empty)"
            table.add_row(origin.env, f"{value}  ({origin.origin})\n{origin.meaning}")
        parts.out.print(table)
        return None
