"""`python -m tests.faults.limited BYTES COMMAND...`: run it where no file can grow larger."""

import os
import resource
import sys

if __name__ == "__main__":
    most = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - the command is the test's own
