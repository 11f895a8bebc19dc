"""Uploads as people hand them in, looked at in this very process, which finds the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from governance.people import Person
from governance.uploads import acts
from pipelines.uploads import looking
from pipelines.uploads.shapes import By, Upload
from pipelines.workspace import Workspace
from tests.governance.conftest import NOW
from tests.pipelines.metrics.stores import header
from tests.pipelines.uploads.handing import here_and_now

DAY = date(2026, 3, 31)
"""The day that these workspaces report as of."""
LATER = NOW + timedelta(days=2)
"""After the meeting."""


def adoption_text(*active: int, quarter: int = 1, year: int = 2026) -> str:
    """Return a quarter in which so many of a hundred people used our AI, month by month."""
    first = quarter * 3 - 2
    rows = (
        f"M-001,Claims,{year}-{first + step:02},100,{count},,,false,\n"
        for step, count in enumerate(active)
    )
    return header("adoption") + "".join(rows)


def looked(workspace: Workspace, person: Person, one: Upload, now: datetime = LATER) -> Upload:
    """Look at an upload."""
    by = By(person.id, person.role, now)
    return looking.look(workspace, one.id, by=by, run=here_and_now)


def handed(
    workspace: Workspace,
    person: Person,
    folder: Path,
    name: str,
    text: str,
    *,
    now: datetime = LATER,
) -> Upload:
    """Hand a file in and look at it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    one = acts.receive_file(workspace, person, path, now=now)
    return looked(workspace, person, one, now)


def committed(
    workspace: Workspace, person: Person, one: Upload, *, now: datetime = LATER
) -> Upload:
    """Let an upload count as its screen shows it."""
    return acts.commit(workspace, person, one.id, seen=one.head, now=now, today=DAY)


def restating(workspace: Workspace, person: Person, folder: Path, *active: int, why: str) -> Upload:
    """Restate a quarter that the meeting settled, with a reason."""
    one = handed(workspace, person, folder, "adoption_2026-Q1.csv", adoption_text(*active))
    one = acts.give_reason(workspace, person, one.id, text=why, seen=one.head, now=LATER)
    return committed(workspace, person, one)
