"""The check-in that the demo company has behind it, held act by act by the people of the story.

It is held on the figures that were there on its day, through the functions that the screens use,
so every right, lock and check applies. One that was cut short goes on after its newest act; one
that somebody else went on with is left to them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from pydantic import AwareDatetime, ConfigDict, field_validator

from governance import roster
from governance.checkin import actions, meeting
from governance.checkin.demo_acts import ACTS
from governance.checkin.shapes import CheckIn
from governance.policy import Strict
from governance.records import checkins as records
from governance.records.opening import reading
from pipelines.marked_yaml import marked, validated
from pipelines.workspace import Workspace

DEMO_FILE = Path(__file__).with_name("demo.yaml")


class _Moment(Strict):
    """Who does something, and at what time of the day."""

    at: time
    by: str


class _Act(_Moment):
    """Something that is done, with what it takes."""

    model_config = ConfigDict(extra="allow", frozen=True)

    does: str

    @field_validator("does")
    @classmethod
    def _is_known(cls, word: str) -> str:
        """Refuse what nobody can do in a meeting."""
        if word not in ACTS:
            raise ValueError(f"“{word}” is none of {', '.join(ACTS)}")
        return word


class _Settled(Strict):
    """What became of an action."""

    action: str
    by: str
    at: AwareDatetime
    became: str


class Told(Strict):
    """The whole meeting, as the story tells it."""

    title: str
    agenda: str
    held_on: date
    quarter: str
    """The newest quarter whose figures were there."""
    known_until: AwareDatetime
    """What people signed later was not known in it."""
    opened: _Moment
    closed: _Moment
    acts: tuple[_Act, ...]
    settled: tuple[_Settled, ...]

    def moment(self, one: _Moment) -> datetime:
        """Return when something was done."""
        return datetime.combine(self.held_on, one.at, UTC)


def told() -> Told:
    """Return the meeting as the story tells it."""
    return validated(Told, marked(DEMO_FILE))


def can_be_held(workspace: Workspace) -> bool:
    """Return whether it is still to be held: nobody met before, or else was it cut short."""
    every, story = meeting.check_ins(workspace), told()
    if not every:
        return True
    own = every[0]
    if len(every) > 1 or own.state == "closed" or own.title != story.title:
        return False
    return _reached(workspace, own) < story.moment(story.closed)


def hold(workspace: Workspace) -> CheckIn:
    """Hold the meeting up to its closing, from where it stands.

    Args:
        workspace: Where; it reports as of the end of the quarter that the meeting is about, and
            holds the people of the story with what they had signed by then.

    Returns:
        The running check-in, which both sides have signed.

    Raises:
        GapError: Another check-in is running, or something of the story is missing.
    """
    story = told()
    people = {one.id: one for one in roster.people(workspace)}
    held = meeting.open_check_in(
        workspace,
        people[story.opened.by],
        title=story.title,
        agenda=story.agenda,
        held_on=story.held_on,
        now=story.moment(story.opened),
    )
    reached = _reached(workspace, held)
    for act in story.acts:
        now = story.moment(act)
        if now > reached:
            given = act.model_extra or {}
            ACTS[act.does](workspace, people[act.by], held.id, **given, now=now)
    return held


def settle(workspace: Workspace) -> int:
    """Say what became of the actions; one that somebody touched since stays as it is.

    Returns:
        How many were settled now.
    """
    known = {one.id: one for one in actions.every_action(workspace)}
    people = {one.id: one for one in roster.people(workspace)}
    due = [one for one in told().settled if one.action in known and known[one.action].number == 1]
    for one in due:
        actions.settle_action(
            workspace, people[one.by], one.action,
            state="done", reason=one.became, seen=1, now=one.at,
        )  # fmt: skip
    return len(due)


def _reached(workspace: Workspace, held: CheckIn) -> datetime:
    """Return the moment of the newest thing that happened in it."""
    with reading(workspace.database) as session:
        return records.events(session, held.id)[-1].at
