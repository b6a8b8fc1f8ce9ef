"""The two shapes of a table in a terminal: columns with heads, and rows of facts."""

from rich.table import Table


def columns(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def grid() -> Table:
    """Rows whose first cell hangs: wrapped text stays beside it."""
    return Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))


def facts() -> Table:
    """Rows of a name and what it is; too wide a one is folded, so that it can be copied whole."""
    table = grid()
    table.add_column()
    table.add_column(overflow="fold")
    return table
