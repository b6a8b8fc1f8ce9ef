"""Numbers of things, as a person says them (pure)."""


def counted(number: int, thing: str) -> str:
    """Say "1 posting", "2 postings", "3 dead letters"."""
    return f"{number} {thing if number == 1 else many(thing)}"


def many(thing: str) -> str:
    return f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
