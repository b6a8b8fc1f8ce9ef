"""The least that each kind of process may do: what its API key is made with.

`python -m engines.elasticsearch.roles [PREFIX]` prints the body of `POST /_security/api_key` for
each: stream (writes what it learns), console (only reads, the model service too) and tools (makes
the indices, replays, deletes).
"""

import json
import sys
from collections.abc import Sequence
from typing import Any, Final

from engines.elasticsearch.names import Kind
from engines.elasticsearch.settings import PREFIX

_LOOK: Final = ("read", "view_index_metadata")
_RIGHTS: Final = {
    "stream": (*_LOOK, "index", "maintenance"),
    "console": _LOOK,
    "tools": (*_LOOK, "index", "delete", "maintenance", "manage"),
}
"""`index` creates and updates documents; `maintenance` refreshes; `manage` makes indices, swaps
their aliases and drops them."""
_CLUSTER: Final = {
    "stream": ("monitor",),
    "console": ("monitor",),
    "tools": ("monitor", "manage_index_templates"),
}
"""`monitor` tells the server's version."""


def role(process: str, prefix: str = PREFIX) -> dict[str, Any]:
    """Return the role descriptor of a process: its own indices, and nothing of other programs."""
    names = [f"{prefix}-{kind}-*" for kind in Kind]
    return {
        "cluster": list(_CLUSTER[process]),
        "indices": [{"names": names, "privileges": list(_RIGHTS[process])}],
    }


def bodies(prefix: str = PREFIX) -> list[dict[str, Any]]:
    return [
        {"name": f"{prefix}-{process}", "role_descriptors": {process: role(process, prefix)}}
        for process in _RIGHTS
    ]


def main(arguments: Sequence[str]) -> None:
    prefix = arguments[0] if arguments else PREFIX
    for body in bodies(prefix):
        sys.stdout.write(f"POST /_security/api_key\n{json.dumps(body, indent=2)}\n\n")


if __name__ == "__main__":
    main(sys.argv[1:])
