"""Incidents: one for each check that fails, with an owner, an age and its whole history.

An incident opens, closes and reopens by what is measured. People say who looks after it and,
where it need not be mended, why; a closing by hand holds until the check is measured again and
still fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from governance.access import require
from governance.data_policy import DataPolicy, SeverityPolicy, data_policy
from governance.people import Person
from governance.records.incident_notes import append_note, notes_on
from governance.records.opening import writing
from governance.roster import require_known
from governance.signing import note as journalled
from governance.signing import plain_text, utc
from governance.watching.grounds import Grounds, grounds
from governance.watching.life import Life
from governance.watching.shapes import Incident as Incident
from governance.watching.shapes import Key, Note, NoteAction, Severity
from pipelines.errors import NotFound
from pipelines.quality.shapes import Kind
from pipelines.workspace import Workspace

_GRAVITY: Mapping[Severity, int] = {"high": 0, "medium": 1, "low": 2}


def incidents(workspace: Workspace, *, today: date) -> tuple[Incident, ...]:
    """Return every incident there is or was, the open ones first, the gravest first.

    Args:
        workspace: Where.
        today: The day the workspace reports as of; ages are counted to it.
    """
    return incidents_on(grounds(workspace), today=today)


def incidents_on(known: Grounds, *, today: date) -> tuple[Incident, ...]:
    """Return the incidents that follow from what is known, in the same order."""
    rules = data_policy()
    found = [
        _incident(known, key, one, today=today, rules=rules)
        for key, one in known.lives.items()
        if one.episodes
    ]
    return tuple(sorted(found, key=_worst_first))


def assign(
    workspace: Workspace,
    person: Person,
    *,
    kind: Kind,
    subject: str,
    check: str,
    owner: str,
    why: str,
    now: datetime,
) -> Note:
    """Say who looks after an open incident; the newest assignment counts, earlier ones stay.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``incidents:write``.
        kind: ``extract`` or ``dataset``.
        subject: The extract's name or the dataset's identifier.
        check: The check's name.
        owner: Who looks after it, by name or role.
        why: The reason, which everybody will read.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not assign incidents.
        NotFound: No such incident is open; nothing was changed.
    """
    require(person, "incidents:write")
    given = plain_text(owner, field="owner", longest=200)
    reason = plain_text(why, field="reason for the assignment")
    key: Key = (kind, subject, check)
    return _append(workspace, person, key, action="assign", owner=given, reason=reason, now=now)


def close(
    workspace: Workspace,
    person: Person,
    *,
    kind: Kind,
    subject: str,
    check: str,
    reason: str,
    now: datetime,
) -> Note:
    """Close an open incident by hand; it reopens when a later run finds the check failing.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``incidents:write``.
        kind: ``extract`` or ``dataset``.
        subject: The extract's name or the dataset's identifier.
        check: The check's name.
        reason: Why it need not be mended, which everybody will read.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not close incidents.
        NotFound: No such incident is open; nothing was changed.
    """
    require(person, "incidents:write")
    said = plain_text(reason, field="reason for closing")
    key: Key = (kind, subject, check)
    return _append(workspace, person, key, action="close", owner="", reason=said, now=now)


def _append(
    workspace: Workspace,
    person: Person,
    key: Key,
    *,
    action: NoteAction,
    owner: str,
    reason: str,
    now: datetime,
) -> Note:
    """Write a note and its journal entry, if the incident is open under the write lock too."""
    known = grounds(workspace)
    kind, subject, check = key
    with writing(workspace.database) as session:
        require_known(session, person)
        earlier = notes_on(session, key)
        found = known.lives_of((kind, subject), {key: earlier}).get(check)
        if found is None or not found.is_open:
            raise _not_open(known, key, found)
        since = found.episodes[-1].opened
        added = Note(
            kind, subject, check, len(earlier) + 1, action, owner, reason, since, person, utc(now)
        )
        append_note(session, added)
        journalled(
            session,
            person,
            action=f"incident:{action}",
            subject=f"incident/{kind}/{subject}/{check}",
            at=added.at,
            reason=reason,
            before={"owner": _owner(known, key, earlier)} if action == "assign" else None,
            after={"owner": owner} if action == "assign" else {"open_since": since.isoformat()},
        )
    return added


def _not_open(known: Grounds, key: Key, found: Life | None) -> NotFound:
    """Return the refusal of a note on an incident that is not open."""
    kind, subject, check = key
    next_step = "“python -m governance incidents” lists the open ones. Nothing was changed."
    if found is None:
        return NotFound(
            f"No check “{check}” of {kind} {subject} was ever measured.", next_step=next_step
        )
    if not found.episodes:
        return NotFound(
            f"The check “{check}” of {found.run.title} never failed, so there is no incident.",
            next_step=next_step,
        )
    last = found.episodes[-1]
    by = f" by {last.by}" if last.by else ""
    return NotFound(
        f"The incident “{check}” of {found.run.title} was closed{by} on {last.closed}: "
        f"{last.reason}",
        next_step=next_step,
    )


def _incident(known: Grounds, key: Key, life: Life, *, today: date, rules: DataPolicy) -> Incident:
    """Return the incident that a life amounts to."""
    kind, subject, _ = key
    dataset = known.datasets.get(subject) if kind == "dataset" else None
    score = life.last.score or 0.0
    newest, notes = life.episodes[-1], known.notes.get(key, ())
    goals, initiatives = _fed(known, kind, subject)
    return Incident(
        kind=kind,
        subject=subject,
        title=dataset.title if dataset else life.run.title,
        check=life.last.name,
        dimension=life.last.dimension,
        says=life.last.says,
        score=score,
        failed=life.last.failed,
        tested=life.last.tested,
        period=life.run.period,
        severity=_severity(score, rules.severity),
        owner=_owner(known, key, notes),
        assigned=any(note.action == "assign" for note in notes),
        since=newest.opened,
        age_days=max(((newest.closed or today) - newest.opened).days, 0),
        state="open" if life.is_open else "closed",
        reason=newest.reason,
        episodes=life.episodes,
        notes=notes,
        blocks=life.is_open
        and score < rules.blocking.blocks_below
        and (kind == "extract" or (dataset is not None and dataset.critical)),
        sample=life.last.sample[: rules.proof.sample],
        goals=goals,
        initiatives=initiatives,
    )


def _owner(known: Grounds, key: Key, notes: tuple[Note, ...]) -> str:
    """Return who looks after an incident: whoever was named last, else the data's owner."""
    named = [note.owner for note in notes if note.action == "assign"]
    return named[-1] if named else known.owners.get(key[:2], "")


def _fed(known: Grounds, kind: Kind, subject: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the goals and the initiatives that rest on the data."""
    if kind == "extract":
        return known.feeds.by_extract.get(subject, ()), ()
    users = known.datasets[subject].used_by if subject in known.datasets else ()
    return known.feeds.goals_of(users), users


def _severity(score: float, rules: SeverityPolicy) -> Severity:
    """Return how grave a failing check is."""
    if score < rules.high_below:
        return "high"
    return "medium" if score < rules.medium_below else "low"


def _worst_first(one: Incident) -> tuple[bool, bool, int, float, date, Key]:
    """Return what incidents are ordered by: open, blocking, grave, low, old."""
    return (
        one.state != "open",
        not one.blocks,
        _GRAVITY[one.severity],
        one.score,
        one.since,
        (one.kind, one.subject, one.check),
    )
