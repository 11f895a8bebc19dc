"""The one door to a running meeting: the right, the roster, the lock and the meeting as it is.

Every act reads the meeting under the write lock and appends to it there, so that two people who
act at the same moment act one after the other, and the second one sees what the first one did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from governance.access import Action, may, require
from governance.checkin.events import Event, EventKind, meeting_of
from governance.checkin.shapes import Action as Task
from governance.checkin.shapes import CheckIn, Meeting
from governance.people import Person
from governance.promises import GoalRevision
from governance.records import checkins as records
from governance.records import ledger
from governance.records.opening import writing
from governance.roster import require_known
from governance.signing import utc
from pipelines.errors import GapError, NotAllowed, NotFound, Overtaken
from pipelines.marked_yaml import nearest
from pipelines.workspace import Workspace


@dataclass(frozen=True)
class Floor:
    """A running meeting under the write lock, and who has the word in it."""

    session: Session
    person: Person
    at: datetime
    meeting: Meeting
    events: tuple[Event, ...]

    @property
    def id(self) -> str:
        """Return which meeting it is."""
        return self.meeting.check_in.id

    def newest(self, subject: str, *kinds: EventKind) -> Event | None:
        """Return the newest event of some kinds about a subject."""
        found = (one for one in reversed(self.events) if one.subject == subject)
        return next((one for one in found if one.kind in kinds), None)

    def add(self, kind: EventKind, subject: str, body: Mapping[str, Any] | None = None) -> Event:
        """Append what this person did."""
        return records.append_event(
            self.session, self.id, kind,
            subject=subject, body=body or {}, by=self.person, at=self.at,
        )  # fmt: skip


@contextmanager
def floor(
    workspace: Workspace, person: Person, check_in_id: str, *, right: Action, now: datetime
) -> Iterator[Floor]:
    """Give the word to somebody in a running meeting; all of the block is written, or nothing.

    Args:
        workspace: Where.
        person: Who acts.
        check_in_id: Which meeting.
        right: What the act needs.
        now: The moment, UTC.

    Raises:
        NotAllowed: The person may not do this.
        NotFound: There is no such check-in.
        GapError: It is closed; nothing was changed.
    """
    require(person, right)
    at = utc(now)
    with writing(workspace.database) as session:
        require_known(session, person)
        check_in = found(session, check_in_id)
        if check_in.state == "closed":
            raise GapError(
                f"{check_in.id} was closed on {check_in.closed_at:%Y-%m-%d}; it stays as it was.",
                next_step="Say it in the next check-in. Nothing was changed.",
            )
        events = records.events(session, check_in_id)
        yield Floor(session, person, at, meeting_of(check_in, events), events)


def found(session: Session, check_in_id: str) -> CheckIn:
    """Return one check-in.

    Raises:
        NotFound: There is no such check-in; the nearest one is suggested.
    """
    every = {one.id: one for one in records.check_ins(session)}
    if check_in_id in every:
        return every[check_in_id]
    raise NotFound(
        f"There is no check-in {check_in_id}.{nearest(check_in_id, every)}",
        next_step="“python -m governance checkin list” lists them. Nothing was changed.",
    )


def require_presenter(floor: Floor, *, to: str, or_lead: bool = False) -> None:
    """Let the presenter pass, and the facilitator where it is theirs as well.

    Raises:
        NotAllowed: The person is neither; the message says who presents.
    """
    if floor.person == floor.meeting.presenter or (or_lead and may(floor.person, "checkin:lead")):
        return
    raise NotAllowed(
        f"{floor.meeting.presenter} presents now, so {floor.person} cannot {to}.",
        next_step="Ask for the presentation to be handed over. Nothing was changed.",
    )


def require_seen(newest: Event | Task | None, *, seen: int, thing: str, text: str) -> None:
    """Refuse a change by somebody who has not seen the newest state of what is changed.

    Args:
        newest: The newest event about it, or its newest state; None where there was none.
        seen: The number that the author saw; 0 for none.
        thing: What it is called, such as “the note on GOAL-02”.
        text: What stands there now, for merging.

    Raises:
        Overtaken: Somebody was first; ``newer`` holds the text. Nothing was changed.
    """
    number = newest.number if newest else 0
    if seen == number:
        return
    if newest is None:
        raise NotFound(f"Nobody has written {thing} yet.", next_step="Nothing was changed.")
    refusal = Overtaken(
        f"{newest.by} changed {thing} on {newest.at:%Y-%m-%d at %H:%M} UTC, after you opened it.",
        where=f"You saw entry {seen}; the newest one is {number}.",
        next_step="Yours was not written. Look at both and write again.",
    )
    refusal.newer = text
    raise refusal


def known_goal(session: Session, goal_id: str) -> GoalRevision:
    """Return the goal as it stands.

    Raises:
        NotFound: There is no such goal; the nearest one is suggested.
    """
    every = {one.goal_id: one for one in ledger.newest_goals(session)}
    if goal_id in every:
        return every[goal_id]
    raise NotFound(
        f"There is no goal {goal_id}.{nearest(goal_id, every)}",
        next_step="“python -m governance scorecard” lists the goals. Nothing was changed.",
    )
