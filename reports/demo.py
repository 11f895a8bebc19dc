"""The demo company with a check-in behind it: its story lived through in the order of its days.

First comes what was known at the end of 2025, then the check-in of January 2026 on exactly that,
then everything that came later. Each stage looks what is there already, so a start that was cut
short is finished by the next one, and a store in which the later figures came first keeps them
and goes without the check-in: no meeting is held on what nobody knew yet.
"""

from __future__ import annotations

from governance import demo as promises
from governance.checkin import demo as january
from governance.checkin import meeting
from governance.checkin.freezing import close
from governance.checkin.stage import stage
from governance.definitions import notice_definitions
from governance.roster import person
from pipelines.demo.arriving import Bringer, arrival, arrive, may_begin
from pipelines.demo.story import read_story
from pipelines.errors import GapError
from pipelines.periods import parsed
from pipelines.workspace import Workspace
from reports.papers import papers

BRINGER = Bringer("tomas", "cio_staff")
"""Of the CIO's staff, and in the story the one who answers for the data."""


def live_through(workspace: Workspace) -> bool:
    """Bring the demo company from where it stands to the last day of its story.

    Args:
        workspace: Where; empty, or the demo's own.

    Returns:
        Whether the check-in of January was held; false where later figures came before it.

    Raises:
        GapError: Others are here already, or the story does not fit this workspace.
    """
    if not promises.is_open_to_demo(workspace):
        raise GapError(
            "This workspace has people or figures of its own, so the demo was not brought into it.",
            next_step="Choose an empty store with TANDEM_STORE. Nothing was changed.",
        )
    told, last = january.told(), read_story().quarters[-1].label
    if _is_before(workspace, told.quarter):
        _until_january(workspace, told)
    if may_begin(workspace):
        reached = workspace.catalogue.reporting_date()
        since = told.quarter if reached == parsed(told.quarter).end else ""
        arrive(workspace, until=last, since=since, by=BRINGER)
    promises.seed(workspace, now=arrival(last))
    january.settle(workspace)
    return _has_met(workspace)


def _is_before(workspace: Workspace, quarter: str) -> bool:
    """Return whether the store knows of nothing later than a quarter, and nobody has met on it."""
    end = parsed(quarter).end
    later = any(parsed(load.period).end > end for load in workspace.catalogue.loads())
    return may_begin(workspace) and not later and january.can_be_held(workspace)


def _until_january(workspace: Workspace, told: january.Told) -> None:
    """Load and seed what was known in January, hold the check-in and close it."""
    end, there = parsed(told.quarter).end, arrival(told.quarter)
    notice_definitions(workspace, now=there)
    if workspace.catalogue.reporting_date() is None:
        arrive(workspace, until=told.quarter, by=BRINGER)
    promises.seed(workspace, now=there, until=told.known_until)
    held = january.hold(workspace)
    shown = stage(workspace, meeting.meeting(workspace, held.id), today=end)
    close(
        workspace, person(workspace, told.closed.by), held.id,
        stage=shown, papers=lambda ended: papers(ended, shown), today=end,
        now=told.moment(told.closed),
    )  # fmt: skip


def _has_met(workspace: Workspace) -> bool:
    """Return whether the check-in of January stands in the list."""
    title = january.told().title
    return any(one.title == title for one in meeting.check_ins(workspace))
