"""What the tests need and pip cannot bring: Chromium and PostgreSQL.

Run by ``make test``. Root on a Debian or Ubuntu machine gets both from its packages; anybody
else is told plainly what to install. Without Chromium the tests cannot run. Without PostgreSQL
they run and say loudly what was skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from tests.chromium import executable
from tests.postgres import LOUD, NoPostgres, binaries


def has_postgres() -> bool:
    """Return whether a PostgreSQL server is installed."""
    try:
        binaries()
    except NoPostgres:
        return False
    return True


def may_install() -> bool:
    """Return whether this process can install Debian packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def provide(package: str, present: Callable[[], bool]) -> bool:
    """Install ``package`` where it is missing and may be installed; return whether it is there."""
    if present():
        return True
    if not may_install():
        return False
    print(f"Installing {package}, which the tests need ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", package]):
        subprocess.run(["apt-get", "-y", *command], env=environment, stdout=subprocess.DEVNULL)
    return present()


def main() -> int:
    """Provide both; return 1 where the tests cannot run."""
    if not provide("postgresql", has_postgres):
        print(
            f"{LOUD}it is not installed here.\n"
            "Install it (Debian and Ubuntu: apt-get install postgresql) to run those tests too.",
            file=sys.stderr,
        )
    if not provide("chromium", lambda: executable() is not None):
        print(
            "The tests drive a real browser and found none.\n"
            "Install Chromium (Debian: apt-get install chromium) and run make test again.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
