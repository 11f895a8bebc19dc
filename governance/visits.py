"""Visits: when somebody last looked, so that they are told what happened since.

A visit is a stretch of looks with no long pause between them. What is new is counted from the
end of the one before: as long as a visit lasts, it does not forget what it began with. Visits
stand in no journal, for looking changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from governance.event_shapes import News, Visit
from governance.events import news
from governance.live_policy import live_policy
from governance.people import Person
from governance.records import comments as records
from governance.records import happened, ledger
from governance.records.opening import reading, writing
from governance.signing import utc
from pipelines.workspace import Workspace


def look(workspace: Workspace, person: Person, *, now: datetime) -> None:
    """Note that somebody looks, at most once in the minutes that the policy says.

    Somebody whom the roster does not know leaves no mark.
    """
    every = timedelta(minutes=live_policy().visit.mark_minutes)
    with reading(workspace.database) as session:
        if _is_noted(records.marks(session, person.id, most=1), utc(now), every):
            return
        if person not in ledger.people(session):
            return
    with writing(workspace.database) as session:
        if not _is_noted(records.marks(session, person.id, most=1), now, every):
            records.append_mark(session, person.id, head=happened.head(session), at=now)


def last_visit(workspace: Workspace, person: Person, *, now: datetime) -> Visit | None:
    """Return the end of the visit before the present one; None where there was none."""
    quiet = timedelta(minutes=live_policy().visit.quiet_minutes)
    with reading(workspace.database) as session:
        marks = records.marks(session, person.id)
    later = utc(now)
    for at, head in marks:
        if later - at > quiet:
            return Visit(at, head)
        later = at
    return None


def news_since_last_visit(
    workspace: Workspace, person: Person, *, now: datetime
) -> tuple[News, ...]:
    """Return what others did since somebody's last visit, the newest first.

    On a first visit nothing is new: everything would be.
    """
    before = last_visit(workspace, person, now=now)
    return () if before is None else news(workspace, since=before.head, person=person)


def marks(told: Sequence[News]) -> frozenset[str]:
    """Return the goals and metrics that news speak of, so that a wall can mark them as new."""
    goals = {one.about.name for one in told if one.about.kind in ("goal", "metric")}
    return frozenset(goals).union(*(one.metrics for one in told))


def _is_noted(marks: Sequence[tuple[datetime, int]], now: datetime, every: timedelta) -> bool:
    """Return whether the newest mark is young enough."""
    return bool(marks) and now - marks[0][0] < every
