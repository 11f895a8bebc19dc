"""Blind votes: how confident everybody is about a goal, shown only when all levels are shown.

A level that is said aloud first pulls the others towards it. So nobody, not even whoever leads,
sees one before the reveal, and nobody changes one after it.
"""

from __future__ import annotations

from datetime import datetime

from governance.checkin.acts import Floor, floor, known_goal, require_presenter
from governance.checkin.shapes import Round
from governance.people import Person
from governance.signing import plain_text
from pipelines.errors import GapError
from pipelines.workspace import Workspace

LOWEST, HIGHEST = 1, 5
"""The scale of the joint audit, so that one hand is enough and nobody learns another one."""


def start_round(
    workspace: Workspace, person: Person, check_in_id: str, key: str, *, now: datetime
) -> None:
    """Begin a vote on a goal; one that is under way goes on, a revealed one begins anew.

    Args:
        workspace: Where.
        person: Who begins it: the presenter, or whoever leads the check-in.
        check_in_id: Which meeting.
        key: The goal that is voted on.
        now: The moment, UTC.

    Raises:
        NotAllowed: It is not the person's to begin.
        NotFound: There is no such goal.
        GapError: The meeting is closed; nothing was changed.
    """
    about = plain_text(key, field="goal", longest=60)
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        require_presenter(act, to="begin a vote", or_lead=True)
        known_goal(act.session, about)
        standing = _standing(act, about)
        if standing is None or standing.revealed:
            act.add("round", about)


def vote(
    workspace: Workspace,
    person: Person,
    check_in_id: str,
    key: str,
    level: int,
    *,
    now: datetime,
) -> None:
    """Vote; until the reveal the newest vote of each person counts.

    Args:
        workspace: Where.
        person: Who votes; needs the right ``checkin:take_part``.
        check_in_id: Which meeting.
        key: The goal that is voted on.
        level: 1 (no confidence) to 5 (full confidence).
        now: The moment, UTC.

    Raises:
        NotAllowed: The person may not take part.
        GapError: There is no vote on this goal, it is revealed, or the level is none; nothing
            was changed.
    """
    if isinstance(level, bool) or not isinstance(level, int) or not LOWEST <= level <= HIGHEST:
        raise GapError(
            f"A vote of {level} does not count; it must be a whole number from {LOWEST} to "
            f"{HIGHEST}.",
            next_step="Choose one of the five levels. Nothing was changed.",
        )
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        standing = _open_round(act, key)
        begun = act.newest(standing.key, "round")
        subject = f"{standing.key} by {person.id}"
        newest = act.newest(subject, "voted")
        repeated = newest and begun and newest.number > begun.number
        if not (repeated and newest and newest.body["level"] == level):
            act.add("voted", subject, {"key": standing.key, "level": level})


def reveal_round(
    workspace: Workspace, person: Person, check_in_id: str, key: str, *, now: datetime
) -> None:
    """Show all votes together; this cannot be taken back.

    Args:
        workspace: Where.
        person: Who reveals it: the presenter, or whoever leads the check-in.
        check_in_id: Which meeting.
        key: The goal that was voted on.
        now: The moment, UTC.

    Raises:
        NotAllowed: It is not the person's to reveal.
        GapError: There is no vote on this goal, or nobody has voted; nothing was changed.
    """
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        require_presenter(act, to="reveal the vote", or_lead=True)
        standing = _standing(act, key)
        if standing is not None and standing.revealed:
            return
        if not _open_round(act, key).voted:
            raise GapError(
                f"Nobody has voted on {key} yet.", next_step="Wait for a vote. Nothing was changed."
            )
        act.add("revealed", key)


def _standing(act: Floor, key: str) -> Round | None:
    """Return the newest vote on a goal."""
    return next((one for one in act.meeting.rounds if one.key == key), None)


def _open_round(act: Floor, key: str) -> Round:
    """Return a vote that is under way, or refuse in words."""
    standing = _standing(act, key)
    if standing is None or standing.revealed:
        how = "has been revealed" if standing else "has not begun"
        raise GapError(f"The vote on {key} {how}.", next_step="Nothing was changed.")
    return standing
