"""Answers: given alone, kept private until the reveal, kept for good with every change.

Before the reveal the only answers that can be read are one's own. Nothing in the journal says
what was answered, because the journal is open to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from governance.access import require
from governance.maturity.questionnaire import known_item, questionnaire
from governance.maturity.rules import (
    LOWEST,
    found,
    invited_side,
    level,
    require_state,
    standing,
)
from governance.maturity.shapes import Answer, Audit
from governance.people import Person
from governance.records import audits as records
from governance.records.opening import reading, writing
from governance.roster import require_known
from governance.signing import note, plain_text, utc
from pipelines.errors import GapError
from pipelines.workspace import Workspace


def own_answers(workspace: Workspace, person: Person, audit_id: str) -> dict[str, Answer]:
    """Return what this person answered, the newest by question, and nobody else's.

    Raises:
        NotFound: There is no such audit.
    """
    with reading(workspace.database) as session:
        given = records.answers(session, found(session, audit_id), person=person)
    return {one.item: one for one in given}


def answers(workspace: Workspace, audit_id: str) -> tuple[Answer, ...]:
    """Return everybody's answers, the newest of each person and question.

    Raises:
        NotFound: There is no such audit.
        GapError: It is not revealed, so nobody may read them.
    """
    with reading(workspace.database) as session:
        audit = found(session, audit_id)
        _require_revealed(audit)
        given = records.answers(session, audit)
    return tuple({(one.person.id, one.item): one for one in given}.values())


def answer_history(workspace: Workspace, person: Person, audit_id: str) -> tuple[Answer, ...]:
    """Return every answer with the earlier ones: one's own before the reveal, all after it.

    Raises:
        NotFound: There is no such audit.
    """
    with reading(workspace.database) as session:
        audit = found(session, audit_id)
        whose = person if audit.revealed_at is None else None
        return records.answers(session, audit, person=whose)


def give_answer(
    workspace: Workspace,
    person: Person,
    audit_id: str,
    *,
    item: str,
    level: int | None,
    evidence: str,
    now: datetime,
) -> Answer:
    """Answer one question, for the first time or anew; earlier answers stay.

    Args:
        workspace: Where.
        person: Who answers; needs the right ``maturity:answer`` and an invitation.
        audit_id: Which audit; it must still be collecting answers.
        item: Which question.
        level: 1 to 5, or None for “don't know”, which counts as 1.
        evidence: What the answer rests on; may be empty.
        now: The moment of answering, UTC.

    Returns:
        The answer; the one that stands where it says the same already.

    Raises:
        NotAllowed: The person may not answer or was not invited.
        GapError: The answer does not hold, or it is too late; nothing was changed.
    """
    (answer,) = give_answers(workspace, person, audit_id, given={item: (level, evidence)}, now=now)
    return answer


def give_answers(
    workspace: Workspace,
    person: Person,
    audit_id: str,
    *,
    given: Mapping[str, tuple[int | None, str]],
    now: datetime,
) -> tuple[Answer, ...]:
    """Answer several questions at once: all of them, or none where one does not hold.

    Args:
        workspace: Where.
        person: Who answers; needs the right ``maturity:answer`` and an invitation.
        audit_id: Which audit; it must still be collecting answers.
        given: Level (None for “don't know”) and evidence by question.
        now: The moment of answering, UTC.

    Returns:
        The answers as they stand now, in the order given.

    Raises:
        NotAllowed: The person may not answer or was not invited.
        GapError: An answer does not hold, or it is too late; nothing was changed.
    """
    require(person, "maturity:answer")
    checked = {item: _checked(item, *parts) for item, parts in given.items()}
    with writing(workspace.database) as session:
        require_known(session, person)
        audit = found(session, audit_id)
        side = invited_side(person, audit)
        require_state(audit, "open", otherwise="no answer can be given or changed")
        _require_same_questions(audit)
        own = {one.item: one for one in records.answers(session, audit, person=person)}
        for item, (counted, unknown, text) in checked.items():
            earlier = own.get(item)
            said = (earlier.level, earlier.unknown, earlier.evidence) if earlier else None
            if said == (counted, unknown, text):
                continue
            number = earlier.number + 1 if earlier else 1
            own[item] = Answer(person, side, item, counted, unknown, text, utc(now), number)
            _append(session, audit_id, own[item])
    return tuple(own[item] for item in checked)


def _checked(item: str, given: int | None, evidence: str) -> tuple[int, bool, str]:
    """Return the level that an answer counts as, whether it is “don't know”, and its evidence."""
    known_item(item)
    counted = LOWEST if given is None else level(given, field=f"answer to {item}")
    return counted, given is None, plain_text(evidence, field="evidence", required=False)


def _append(session: Session, audit_id: str, answer: Answer) -> None:
    """Write an answer, and in the journal that there is one."""
    records.append_answer(session, audit_id, answer)
    note(
        session,
        answer.person,
        action="audit:answer",
        subject=f"audit/{audit_id}",
        at=answer.at,
        after={"item": answer.item, "number": answer.number},
    )


def _require_revealed(audit: Audit) -> None:
    """Refuse to read the answers of an audit that was not revealed."""
    if audit.revealed_at is None:
        raise GapError(
            f"{audit.id} {standing(audit)}: its answers can be read by nobody but their authors.",
            next_step="The facilitator reveals them to everybody at once. Nothing was changed.",
        )


def _require_same_questions(audit: Audit) -> None:
    """Refuse an answer to other questions than the audit was opened with."""
    version = questionnaire().version
    if audit.questionnaire != version:
        raise GapError(
            f"{audit.id} was opened with questionnaire {audit.questionnaire}; "
            f"the questions are now those of {version}.",
            where="questionnaire.yaml, version.",
            next_step="Close the audit and open a new one. Nothing was changed.",
        )
