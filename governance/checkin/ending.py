"""The end of a meeting: the rating, the signatures and the day of the next one."""

from __future__ import annotations

from datetime import date, datetime

from governance.checkin.acts import floor, require_presenter
from governance.people import Person
from pipelines.errors import GapError
from pipelines.workspace import Workspace

WORST, BEST = 1, 10


def rate(
    workspace: Workspace, person: Person, check_in_id: str, rating: int, *, now: datetime
) -> None:
    """Rate the meeting; the newest rating of each person counts.

    Args:
        workspace: Where.
        person: Who rates; needs the right ``checkin:take_part``.
        check_in_id: Which meeting.
        rating: 1 (a waste of time) to 10.
        now: The moment, UTC.

    Raises:
        NotAllowed: The person may not take part.
        GapError: The rating is none or the meeting is closed; nothing was changed.
    """
    if isinstance(rating, bool) or not isinstance(rating, int) or not WORST <= rating <= BEST:
        raise GapError(
            f"A rating of {rating} does not count; it must be a whole number from {WORST} to "
            f"{BEST}.",
            next_step="Choose one of the ten. Nothing was changed.",
        )
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        if (person, rating) not in act.meeting.ratings:
            act.add("rated", person.id, {"rating": rating})


def sign_off(workspace: Workspace, person: Person, check_in_id: str, *, now: datetime) -> None:
    """Sign what was decided; a decision or an action afterwards asks for a new signature.

    Raises:
        NotAllowed: The person may not take part.
        GapError: The meeting is closed; nothing was changed.
    """
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        if person not in {signer for signer, _ in act.meeting.signatures}:
            act.add("signed", person.id)


def set_next(
    workspace: Workspace, person: Person, check_in_id: str, on: date, *, now: datetime
) -> None:
    """Say when the next check-in is.

    Args:
        workspace: Where.
        person: Who says so: the presenter, or whoever leads the check-in.
        check_in_id: Which meeting.
        on: The day; later than this meeting's.
        now: The moment, UTC.

    Raises:
        NotAllowed: It is not the person's to say.
        GapError: The day is not later, or the meeting is closed; nothing was changed.
    """
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        require_presenter(act, to="set the next check-in", or_lead=True)
        held_on = act.meeting.check_in.held_on
        if on <= held_on:
            raise GapError(
                f"The next check-in on {on} is not after this one on {held_on}.",
                next_step="Choose a later day. Nothing was changed.",
            )
        if act.meeting.next_on != on:
            act.add("next", "next", {"on": on.isoformat()})
