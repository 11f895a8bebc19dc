"""A process that loads a file and dies at a named step of it, for the test beside it.

It is started once, reads a step from each line it is given, and runs the command in a child of
its own that kills itself there, as ``pipelines.intake.faults`` tells it to.
"""

from __future__ import annotations

import os
import sys

import pipelines.__main__  # noqa: F401 - read before there are children
from pipelines.intake.faults import VARIABLE
from tests import opening
from tests.prompt import typed


def main() -> None:
    """Answer each line “STEP” with how a load that dies there ended, as a shell would count it."""
    opening.warmed()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            done = typed("pipelines", *sys.argv[1:], **{VARIABLE: line.strip()})
            sys.stderr.write(done.stderr)
            os._exit(done.returncode)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
