"""Errors sorted by what to do next.

ProspektError
├── Transient       try again, after `retry_after` seconds if it says so
├── Permanent       never succeeds as it stands: dead-letter it, or answer 4xx
└── Misconfigured   a person must mend something first: say what, and exit at start

Every message names the thing, what was wrong with it and how to mend it.
Engines map their libraries' errors to these at the edge and chain the cause.
"""


class ProspektError(Exception):
    """Anything that Prospekt itself says went wrong."""


class Transient(ProspektError):  # noqa: N818 - the name says what to do
    """The same call may succeed later."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Permanent(ProspektError):  # noqa: N818 - as above
    """The same call will fail for ever."""


class Misconfigured(ProspektError):  # noqa: N818 - as above
    """A setting, a file or the machine must be mended by a person."""
