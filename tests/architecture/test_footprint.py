"""What a user downloads stays small."""

import importlib.metadata
import re
from pathlib import Path

LARGEST_MB = 600


def _needed(name: str, seen: dict[str, importlib.metadata.Distribution]) -> None:
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return
    try:
        seen[key] = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return
    for requirement in seen[key].requires or []:
        if "extra ==" not in requirement:
            _needed(re.split(r"[ ;<>=!~\[(]", requirement, maxsplit=1)[0], seen)


def _megabytes(distribution: importlib.metadata.Distribution) -> float:
    files = [Path(str(distribution.locate_file(file))) for file in distribution.files or []]
    return sum(file.stat().st_size for file in files if file.exists()) / 1e6


def test_the_default_dependencies_fit_on_a_small_disk() -> None:
    needed: dict[str, importlib.metadata.Distribution] = {}
    _needed("prospekt", needed)
    sizes = {name: _megabytes(found) for name, found in needed.items()}
    total = sum(sizes.values())
    print(f"\n{len(sizes)} packages, {total:.0f} MB; the ten largest:")
    for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:10]:
        print(f"  {size:6.1f} MB  {name}")
    assert len(sizes) > 20
    assert total < LARGEST_MB
