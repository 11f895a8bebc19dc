"""Measures the newest year of a store, for the fixture ``measured_store``.

Twelve quarters take a minute of the tests' time and show on the screens what four show.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

from pipelines.quality.due import pending
from pipelines.quality.worker import work_off
from pipelines.settings import settings_from
from pipelines.workspace import open_workspace

SINCE = "2025-Q2"


def main() -> None:
    """Measure what is due of these quarters; the newest come first."""
    workspace = open_workspace(settings_from(), create=False)
    today = workspace.reporting_day(datetime.now(UTC).date())
    wanted = sum(due.period >= SINCE for due in pending(workspace, today=today))
    for found in islice(work_off(workspace, today=today), wanted):
        assert not found.failure, found
    workspace.database.dispose()


if __name__ == "__main__":
    main()
