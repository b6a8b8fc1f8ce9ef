"""What a reader of the log is told to do, whichever log it is."""

import threading
from collections.abc import Callable, Sequence

from msgspec import Struct

from stream.delivery import Delivery
from stream.patience import Patience
from stream.settings import StreamSettings


class Duty(Struct, frozen=True, kw_only=True):
    topics: Sequence[str]
    settings: StreamSettings
    member: str
    until_drained: bool
    stopping: threading.Event
    employ: Callable[[Patience], Delivery]
    """Makes the delivery out of the way to wait."""
    say: Callable[[str], None]
