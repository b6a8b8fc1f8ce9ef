"""Python runs this first where it is on PYTHONPATH: the wall clock is WALL_CLOCK_SKEW seconds off.

So stands a process for a machine whose clock is wrong, and nobody need be root. Time that passes
is as it was.
"""

import ctypes
import gc
import os
import time
from datetime import datetime, timedelta, tzinfo

SKEW = float(os.environ.get("WALL_CLOCK_SKEW", "0"))
seconds, nanoseconds, now = time.time, time.time_ns, datetime.now


def wrong(_: type[datetime], tz: tzinfo | None = None) -> datetime:
    return now(tz) + timedelta(seconds=SKEW)


if SKEW:
    time.time = lambda: seconds() + SKEW
    time.time_ns = lambda: nanoseconds() + int(SKEW * 1e9)
    # A type written in C takes no other method, but the table behind it does.
    (methods,) = gc.get_referents(datetime.__dict__)
    methods["now"] = classmethod(wrong)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime))
