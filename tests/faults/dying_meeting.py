"""A process that acts in a check-in and dies at a named step of it, for the tests beside it.

It is started once, reads an act and a step from each line it is given, and acts in a child of
its own that kills itself there: before the n-th row is written, before the commit, or after it,
before anybody heard of it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import event

from governance.checkin.actions import add_action
from governance.checkin.deciding import Choice, decide
from governance.checkin.meeting import move, write_note
from governance.checkin.shapes import Position, Sides
from governance.people import Person
from pipelines.catalogue.database import database
from pipelines.settings import Settings
from pipelines.workspace import Workspace, open_workspace

NOW = datetime(2026, 3, 31, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 31)
CHECK_IN, GOAL, PROJECT = "CI-2026-03", "GOAL-02", "FND-01"
LEAD = Person("amara", "Amara Diallo", "facilitator")
CEO = Person("ingrid", "Ingrid Solberg", "ceo")
CHOICE = Choice(
    GOAL, ("fund_foundation", "re_time"), "First the data.",
    new_date=date(2027, 2, 28), money_eur=Decimal(180000), project_id=PROJECT,
)  # fmt: skip


def _decide(here: Workspace) -> None:
    """Decide: a decision, a goal, a project and the journal are written together."""
    decide(here, CEO, CHECK_IN, CHOICE, before=Sides(), seen=0, today=TODAY, now=NOW)


def _promise(here: Workspace) -> None:
    """Write down an action: an action, an event and the journal are written together."""
    add_action(here, LEAD, CHECK_IN, text="Clean up.", owner="Lena Fischer", now=NOW)


def _note(here: Workspace) -> None:
    """Write a note."""
    write_note(here, LEAD, CHECK_IN, key="issues", text="The vendor is late.", seen=0, now=NOW)


def _move(here: Workspace) -> None:
    """Go on with the meeting."""
    move(here, LEAD, CHECK_IN, Position("recap"), now=NOW)


ACTS: dict[str, Callable[[Workspace], None]] = {
    "decide": _decide, "promise": _promise, "note": _note, "move": _move,
}  # fmt: skip


def act_and_die(here: Workspace, name: str, step: int) -> None:
    """Do an act and die at a step; return where it has fewer steps than that."""
    passed = 0

    def pass_step(*_told: object) -> None:
        """Count a step and die at the named one."""
        nonlocal passed
        passed += 1
        if passed == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def pass_row(_connection, _cursor, statement: str, *_told: object) -> None:
        """Count a statement that writes."""
        if statement.startswith("INSERT"):
            pass_step()

    event.listen(here.database, "before_cursor_execute", pass_row)
    event.listen(here.database, "commit", pass_step)
    ACTS[name](here)
    pass_step()


def main() -> None:
    """Answer each line “ACT STEP” with the signal that its child died by, 0 for none."""
    settings = Settings(store=Path(sys.argv[1]), records_url=sys.argv[2])
    opened = open_workspace(settings, create=False)
    opened.database.dispose()
    for line in sys.stdin:
        name, step = line.split()
        child = os.fork()
        if not child:
            own = replace(opened, database=database(settings.database_url))
            act_and_die(own, name, int(step))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.WTERMSIG(status), os.WEXITSTATUS(status), flush=True)


if __name__ == "__main__":
    main()
