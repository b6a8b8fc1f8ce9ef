"""What a Redis before 7 says of a script that it could not run to its end."""

import pytest
from redis import exceptions

from contracts.errors import Misconfigured, Transient
from engines.redis.server import Server

SCRIPT = "Error running script (call to f_1fa0): @user_script:6: @user_script: 6: "


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        ("-OOM command not allowed when used memory > 'maxmemory'.", "raise maxmemory"),
        ("-READONLY You can't write against a read only replica.", "name the primary"),
        ("-MISCONF Redis is configured to save RDB snapshots, but", "free some space"),
    ],
)
def test_a_fault_that_passes_is_known_amidst_its_words(words: str, mend: str) -> None:
    server = Server("redis://127.0.0.1:1/0")
    with pytest.raises(Transient, match=mend), server.plain_errors():
        raise exceptions.ResponseError(SCRIPT + words)


def test_a_script_that_finds_what_it_does_not_know_is_no_fault_that_passes() -> None:
    server = Server("redis://127.0.0.1:1/0")
    with pytest.raises(Misconfigured, match="another program"), server.plain_errors():
        raise exceptions.ResponseError(SCRIPT + "WRONGTYPE Operation against a key")
