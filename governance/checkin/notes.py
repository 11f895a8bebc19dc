"""What is written down in a meeting: notes on a step or an item, and the list of issues."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import get_args

from governance.checkin.acts import floor, require_seen
from governance.checkin.events import issue_body
from governance.checkin.shapes import Issue, Note, SourceKind
from governance.people import Person
from governance.signing import plain_text
from pipelines.errors import GapError
from pipelines.workspace import Workspace


def write_note(
    workspace: Workspace,
    person: Person,
    check_in_id: str,
    *,
    key: str,
    text: str,
    seen: int,
    now: datetime,
) -> Note:
    """Write down what was said about a step or an item; an empty text takes it away.

    Args:
        workspace: Where.
        person: Who writes; needs the right ``checkin:take_part``.
        check_in_id: Which meeting.
        key: A step's kind or an item's key.
        text: The whole note.
        seen: The number of the note that the person changed; 0 where there was none.
        now: The moment, UTC.

    Returns:
        The note; the one that stands where it says the same already.

    Raises:
        NotAllowed: The person may not take part.
        Overtaken: Somebody wrote it since; ``newer`` holds what. Nothing was changed.
        GapError: The text does not hold or the meeting is closed; nothing was changed.
    """
    about = plain_text(key, field="key of the note", longest=200)
    written = plain_text(text, field="note", required=False)
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        newest = act.newest(about, "noted")
        stands = newest.body["text"] if newest else ""
        if newest and newest.by == person and stands == written:
            return Note(about, written, person, newest.at, newest.number)
        require_seen(newest, seen=seen, thing=f"the note on {about}", text=stands)
        added = act.add("noted", about, {"text": written})
    return Note(about, written, person, added.at, added.number)


def park(
    workspace: Workspace, person: Person, check_in_id: str, issue: Issue, *, now: datetime
) -> None:
    """Put something on the list of issues; what is open there already stays as it is.

    Args:
        workspace: Where.
        person: Who puts it there; needs the right ``checkin:take_part``.
        check_in_id: Which meeting.
        issue: What is to be talked about; its key says whether it is there already.
        now: The moment, UTC.

    Raises:
        NotAllowed: The person may not take part.
        GapError: The issue does not hold or the meeting is closed; nothing was changed.
    """
    checked = _checked(issue)
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        standing = {one.key for one in act.meeting.parked if not one.solved}
        if checked.key not in standing:
            act.add("parked", checked.key, issue_body(checked))


def solve(
    workspace: Workspace, person: Person, check_in_id: str, key: str, *, now: datetime
) -> None:
    """Tick an issue off, one of the list or one that the rules brought up; parking reopens it.

    Raises:
        NotAllowed: The person may not take part.
        GapError: The meeting is closed; nothing was changed.
    """
    about = plain_text(key, field="key of the issue", longest=200)
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        if about not in act.meeting.solved:
            act.add("solved", about)


def _checked(issue: Issue) -> Issue:
    """Return the issue with its texts trimmed, or refuse what cannot hold."""
    if issue.source not in get_args(SourceKind):
        raise GapError(
            f"“{issue.source}” is not where an issue comes from.",
            next_step=f"Choose one of {', '.join(get_args(SourceKind))}. Nothing was changed.",
        )
    return replace(
        issue,
        key=plain_text(issue.key, field="key of the issue", longest=200),
        title=plain_text(issue.title, field="title of the issue", longest=200),
        why=plain_text(issue.why, field="reason of the issue", required=False),
    )
