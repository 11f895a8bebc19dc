"""Audits from their opening to their end, and the one door to everything that is done in them.

The facilitator opens an audit, invites both sides, reveals and closes it. Everything stands in
the records at once, so a session survives whatever happens to the machine that it runs on.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime

from sqlalchemy.orm import Session

from governance.access import may, require
from governance.maturity.answering import answer_history as answer_history
from governance.maturity.answering import answers as answers
from governance.maturity.answering import give_answer as give_answer
from governance.maturity.answering import give_answers as give_answers
from governance.maturity.answering import own_answers as own_answers
from governance.maturity.discussing import agree as agree
from governance.maturity.discussing import agreed_history as agreed_history
from governance.maturity.discussing import agreed_levels as agreed_levels
from governance.maturity.discussing import commit_to as commit_to
from governance.maturity.discussing import commitments as commitments
from governance.maturity.discussing import remark as remark
from governance.maturity.discussing import remarks as remarks
from governance.maturity.policy import maturity_policy
from governance.maturity.questionnaire import questionnaire
from governance.maturity.rules import found, require_state, standing
from governance.maturity.shapes import SIDES, Audit, Invitation, Side
from governance.people import Person, Role
from governance.records import audits as records
from governance.records.opening import reading, writing
from governance.roster import require_known
from governance.signing import note, plain_text, utc
from pipelines.errors import GapError, NotAllowed
from pipelines.periods import plus_months
from pipelines.workspace import Workspace

_ID = re.compile(r"[A-Z][A-Z0-9]*(-[0-9]{1,6}){1,2}")
_OWN_SIDE: dict[Role, Side] = {"ceo": "ceo", "cio": "cio"}
"""The two who cannot answer for the other side; everybody else follows the invitation."""


def audits(workspace: Workspace) -> tuple[Audit, ...]:
    """Return every audit with who was invited and how far each is, newest first."""
    with reading(workspace.database) as session:
        return records.audits(session)


def audit(workspace: Workspace, audit_id: str) -> Audit:
    """Return one audit.

    Raises:
        NotFound: There is no such audit; the nearest one is suggested.
    """
    with reading(workspace.database) as session:
        return found(session, audit_id)


def next_audit_id(workspace: Workspace, *, today: date) -> str:
    """Return the identifier that the year's next audit would have, such as ``AUDIT-2026-2``."""
    taken = {one.id for one in audits(workspace)}
    return next(
        name
        for name in (f"AUDIT-{today.year}-{number}" for number in range(1, len(taken) + 2))
        if name not in taken
    )


def next_due(workspace: Workspace) -> date | None:
    """Return the day by which the next audit is due; None before there was one."""
    revealed = [one.revealed_at for one in audits(workspace) if one.revealed_at]
    if not revealed:
        return None
    return plus_months(revealed[0].date(), maturity_policy().rhythm.every_months)


def open_audit(
    workspace: Workspace, person: Person, *, audit_id: str, title: str, now: datetime
) -> Audit:
    """Open an audit; nobody is invited yet.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``maturity:facilitate``.
        audit_id: Such as ``AUDIT-2026-1``.
        title: What it is called on screen.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not lead an audit.
        GapError: Another one is still collecting answers, or the identifier is taken or unfit;
            nothing was changed.
    """
    require(person, "maturity:facilitate")
    if not _ID.fullmatch(audit_id):
        raise GapError(
            f"“{audit_id}” cannot name an audit.",
            next_step="Write a name, the year and a number, such as AUDIT-2026-1. "
            "Nothing was changed.",
        )
    asked = questionnaire()
    opened = Audit(
        id=audit_id,
        title=plain_text(title, field="title", longest=200),
        state="open",
        questionnaire=asked.version,
        opened_by=person,
        opened_at=utc(now),
        revealed_at=None,
        closed_at=None,
        invitations=(),
        progress=(),
    )
    with writing(workspace.database) as session:
        require_known(session, person)
        _refuse_second(session, audit_id)
        records.append_audit(session, opened, questions=len(asked.items))
        note(
            session,
            person,
            action="audit:open",
            subject=f"audit/{audit_id}",
            at=opened.opened_at,
            after={"title": opened.title, "questionnaire": opened.questionnaire},
        )
    return opened


def invite(
    workspace: Workspace,
    person: Person,
    audit_id: str,
    *,
    whom: Person,
    side: Side,
    now: datetime,
) -> None:
    """Invite somebody to answer for a side; an invitation that stands already is left as it is.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``maturity:facilitate``.
        audit_id: Which audit; it must still be collecting answers.
        whom: Who is asked; needs the right ``maturity:answer``.
        side: For which side. Until the first answer it can be changed by inviting again.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not lead an audit, or the invited one may not answer.
        GapError: It is the wrong side or too late; nothing was changed.
    """
    require(person, "maturity:facilitate")
    _check_side(whom, side)
    invitation = Invitation(whom, side, utc(now))
    with writing(workspace.database) as session:
        require_known(session, person)
        require_known(session, whom)
        audit = found(session, audit_id)
        require_state(audit, "open", otherwise="nobody more can be invited")
        earlier = audit.side_of(whom)
        if earlier == side:
            return
        if earlier and any(one.answered for one in audit.progress if one.person == whom):
            raise GapError(
                f"{whom} has answered for the {earlier.upper()}'s side already.",
                next_step="Answers stay with the side they were given for. Nothing was changed.",
            )
        records.append_invitation(session, audit_id, invitation, person)
        note(
            session,
            person,
            action="audit:invite",
            subject=f"audit/{audit_id}",
            at=invitation.at,
            before={"person": whom.id, "side": earlier} if earlier else None,
            after={"person": whom.id, "side": side},
        )


def reveal(workspace: Workspace, person: Person, audit_id: str, *, now: datetime) -> Audit:
    """Show all answers to everybody; final.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``maturity:facilitate``.
        audit_id: Which audit.
        now: The moment of signing, UTC.

    Returns:
        The audit; its ``unfinished`` names who had not answered everything.

    Raises:
        NotAllowed: The person may not lead an audit.
        GapError: A side has not answered anything, or it was revealed or closed already;
            nothing was changed.
    """
    require(person, "maturity:facilitate")
    with writing(workspace.database) as session:
        require_known(session, person)
        audit = found(session, audit_id)
        require_state(audit, "open", otherwise="it cannot be revealed")
        counts = Counter({side: 0 for side in SIDES})
        for one in audit.progress:
            counts[one.side] += one.answered
        _refuse_one_sided(audit, counts)
        records.append_event(session, audit_id, "revealed", by=person, at=utc(now))
        note(
            session,
            person,
            action="audit:reveal",
            subject=f"audit/{audit_id}",
            at=utc(now),
            after={
                "answers": dict(counts),
                "unfinished": [one.person.id for one in audit.unfinished],
            },
        )
        return found(session, audit_id)


def close_audit(workspace: Workspace, person: Person, audit_id: str, *, now: datetime) -> Audit:
    """End an audit: nothing more is added to it.

    One that is closed before its reveal was given up, and its answers stay private for ever.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``maturity:facilitate``.
        audit_id: Which audit.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not lead an audit.
        GapError: It was closed already; nothing was changed.
    """
    require(person, "maturity:facilitate")
    with writing(workspace.database) as session:
        require_known(session, person)
        audit = found(session, audit_id)
        if audit.state == "closed":
            raise GapError(f"{audit.id} {standing(audit)}.", next_step="Nothing was changed.")
        records.append_event(session, audit_id, "closed", by=person, at=utc(now))
        note(
            session,
            person,
            action="audit:close",
            subject=f"audit/{audit_id}",
            at=utc(now),
            after={"revealed": audit.state == "revealed"},
        )
        return found(session, audit_id)


def _refuse_second(session: Session, audit_id: str) -> None:
    """Refuse an identifier that is taken, and an audit beside one that collects answers."""
    for one in records.audits(session):
        if one.id == audit_id:
            raise GapError(
                f"There is an audit {audit_id} already: {one.title}.",
                next_step="Choose another identifier. Nothing was changed.",
            )
        if one.state == "open":
            raise GapError(
                f"{one.id} {standing(one)}; one audit at a time is enough.",
                next_step="Reveal or close it first. Nothing was changed.",
            )


def _check_side(whom: Person, side: Side) -> None:
    """Refuse a side that does not exist and an invitation that nobody could answer honestly."""
    if side not in SIDES:
        raise GapError(
            f"“{side}” is not a side.", next_step="Choose ceo or cio. Nothing was changed."
        )
    if not may(whom, "maturity:answer"):
        raise NotAllowed(
            f"{whom} cannot be invited: whoever leads an audit has no answer in it.",
            next_step="Invite somebody of the two sides. Nothing was changed.",
        )
    if _OWN_SIDE.get(whom.role, side) != side:
        raise GapError(
            f"{whom} cannot answer for the {side.upper()}'s side.",
            next_step="The two views would no longer be two. Nothing was changed.",
        )


def _refuse_one_sided(audit: Audit, counts: Counter[Side]) -> None:
    """Refuse the reveal of an audit in which a side has said nothing."""
    silent = [f"the {side.upper()}'s side" for side, count in counts.items() if not count]
    if not silent:
        return
    waiting = ", ".join(f"{one.person} {one.answered} of {one.of}" for one in audit.unfinished)
    raise GapError(
        f"There is no answer yet by {' or '.join(silent)}.",
        where=f"Not finished: {waiting}." if waiting else "Nobody was invited for it.",
        next_step="Wait for an answer of each side. Nothing was changed.",
    )
