"""Freezing: closing a check-in pins everything that was seen, meant and decided, with a hash.

One transaction holds the closing, the snapshot, the papers, the version's name and the journal
entry: there is no closed meeting without its snapshot and no snapshot of a meeting that goes on.
A reopened meeting is shown from these papers alone, so that later files, undone loads, edited
metrics and new code cannot touch it.

Why so: the stage is handed in instead of computed here, because what is pinned must be what people
saw; it is refused where anything was changed since it was read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from governance.access import require
from governance.checkin.actions import actions_of
from governance.checkin.acts import Floor, floor
from governance.checkin.events import meeting_of
from governance.checkin.in_force import code_version, in_force
from governance.checkin.minutes import markdown
from governance.checkin.policy import checkin_policy
from governance.checkin.shapes import Frozen, Meeting, Stage
from governance.checkin.written import canonical
from governance.people import ROLE_WORDS, Person
from governance.records import checkins as records
from governance.records.labels import name_version
from governance.records.opening import reading
from governance.signing import note, plain_text
from pipelines.catalogue import journal
from pipelines.errors import GapError, Overtaken
from pipelines.workspace import Workspace

Papers = Mapping[str, str] | Callable[[Meeting], Mapping[str, str]]
MINUTES = "minutes.md"
"""The paper that is written here, from the meeting as it ended."""


def close(
    workspace: Workspace,
    person: Person,
    check_in_id: str,
    *,
    stage: Stage,
    papers: Papers,
    today: date,
    now: datetime,
    seen: int = 0,
    without: str = "",
) -> Frozen:
    """Close a check-in and pin it; closed already, it is given back as it was pinned.

    Args:
        workspace: Where.
        person: Who closes it; needs the right ``checkin:lead``.
        check_in_id: Which meeting.
        stage: What the meeting shows, read from the workspace as it is now.
        papers: What is kept besides the Markdown minutes, by name: every screen, the minutes as a
            page. Best as a function of the meeting, which then shows it as it ended.
        today: The day the workspace reports as of.
        now: The moment of signing, UTC.
        seen: The newest event that the papers show; 0 does not ask.
        without: Why it is closed though a signature is missing; empty where none is.

    Raises:
        NotAllowed: The person may not lead a check-in.
        NotFound: There is no such check-in.
        Overtaken: Something was changed since the stage or the papers were made.
        GapError: A signature is missing and no reason is given; nothing was changed.
    """
    require(person, "checkin:lead")
    reason = plain_text(without, field="reason for closing without a signature", required=False)
    held = frozen(workspace, check_in_id)
    if held is not None:
        return held
    try:
        with floor(workspace, person, check_in_id, right="checkin:lead", now=now) as act:
            _require_current(act, stage, today=today, seen=seen)
            missing = _require_signatures(act.meeting, reason)
            return _pinned(workspace, act, stage, papers, without=reason if missing else "")
    except GapError:
        held = frozen(workspace, check_in_id)
        if held is None:
            raise
        return held


def _pinned(
    workspace: Workspace, act: Floor, stage: Stage, papers: Papers, *, without: str
) -> Frozen:
    """Write the end of the meeting and everything that is kept of it."""
    act.add("closed", "meeting", {"without": without})
    check_in = replace(act.meeting.check_in, state="closed", closed_at=act.at)
    events = records.events(act.session, act.id)
    meeting = meeting_of(check_in, events, actions_of(act.session, act.id))
    made = _made(workspace, act, meeting, stage, papers, without=without)
    hashes = {name: sha256_of(text) for name, text in made.papers}
    records.append_snapshot(act.session, made, by=act.person, papers=hashes)
    if made.version:
        name_version(act.session, act.id, made.version, by=act.person, at=act.at)
    note(
        act.session,
        act.person,
        action="checkin:close",
        subject=f"checkin/{act.id}",
        at=act.at,
        reason=without,
        after={
            "version": made.version,
            "journal_head": made.journal_head,
            "code_version": made.code_version,
            "sha256": made.sha256,
        },
    )
    return made


def frozen(workspace: Workspace, check_in_id: str) -> Frozen | None:
    """Return a closed check-in as it was pinned; None where it was not closed."""
    with reading(workspace.database) as session:
        return records.snapshot(session, check_in_id)


def seal(held: Frozen) -> str:
    """Return the hash over everything that is kept of a check-in but the hash itself."""
    kept = {
        "check_in": held.check_in,
        "version": held.version,
        "journal_head": held.journal_head,
        "code_version": held.code_version,
        "metrics_sha256": held.metrics_sha256,
        "at": held.at,
        "body": sha256_of(held.body),
        "papers": {name: sha256_of(text) for name, text in held.papers},
    }
    return sha256_of(canonical(kept))


def _made(
    workspace: Workspace,
    act: Floor,
    meeting: Meeting,
    stage: Stage,
    papers: Papers,
    *,
    without: str,
) -> Frozen:
    """Return what is pinned of a meeting that has just ended."""
    meant = in_force(workspace)
    lines = tuple(replace(line, forecast=None) for line in stage.card.lines)
    body = canonical(
        {
            "stage": replace(stage, card=replace(stage.card, lines=lines)),
            "meeting": meeting,
            "definitions": meant,
            "closed_by": act.person,
            "without": without,
        }
    )
    given = papers(meeting) if callable(papers) else papers
    every = {**given, MINUTES: markdown(meeting, stage)}
    made = Frozen(
        check_in=act.id,
        version=stage.as_of,
        journal_head=stage.journal_head,
        code_version=code_version(),
        metrics_sha256=meant.metrics_sha256,
        body=body,
        sha256="",
        papers=tuple(sorted(every.items())),
        at=act.at,
    )
    return replace(made, sha256=seal(made))


def _require_current(act: Floor, stage: Stage, *, today: date, seen: int) -> None:
    """Refuse a stage or papers that do not show the meeting and the workspace as they are."""
    head = journal.head(act.session.connection())
    if (stage.journal_head, stage.reporting_date) != (head, today):
        raise Overtaken(
            "Something in the workspace was changed after this screen was drawn.",
            where=f"The screen shows entry {stage.journal_head} of the journal; the newest one is "
            f"{head}.",
            next_step="Look at it again and close then. The meeting goes on; nothing was changed.",
        )
    if seen and seen != act.meeting.head:
        raise Overtaken(
            "Something was said in the meeting after this screen was drawn.",
            where=f"The screen shows entry {seen}; the newest one is {act.meeting.head}.",
            next_step="Look at it again and close then. The meeting goes on; nothing was changed.",
        )


def _require_signatures(meeting: Meeting, reason: str) -> bool:
    """Return whether a signature is missing; refuse that where nobody says why."""
    signed = {person.role for person, _ in meeting.signatures}
    missing = [role for role in checkin_policy().close.needs_signatures if role not in signed]
    if missing and not reason:
        names = " and the ".join(ROLE_WORDS[role] for role in missing)
        raise GapError(
            f"The {names} {'has' if len(missing) == 1 else 'have'} not signed.",
            where=meeting.check_in.id,
            next_step="Ask for the signature, or say why it is closed without. "
            "Nothing was changed.",
        )
    return bool(missing)


def sha256_of(text: str) -> str:
    """Return the hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
