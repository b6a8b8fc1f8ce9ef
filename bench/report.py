"""How every bench ends: its aims in words, one JSON line, and the exit code."""

import json
import os
import platform
from collections.abc import Sequence

from msgspec import Struct, to_builtins


class Aim(Struct, frozen=True, kw_only=True):
    name: str
    aim: str
    value: float
    ok: bool


def report(bench: str, aims: Sequence[Aim]) -> int:
    for aim in aims:
        print(f"{'ok  ' if aim.ok else 'MISS'} {aim.name}: {aim.value} (aim: {aim.aim})")
    machine = {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
    }
    print(json.dumps({"bench": bench, "aims": to_builtins(list(aims)), "machine": machine}))
    return 0 if all(aim.ok for aim in aims) else 1
