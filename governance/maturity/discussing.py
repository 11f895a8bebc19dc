"""What comes of an audit: remarks, the level both sides settle on, and who promises what.

All of it begins with the reveal and ends with the closing. What changes is a further entry, so
that it stays readable what was agreed or promised first.
"""

from __future__ import annotations

from datetime import date, datetime

from governance.access import require
from governance.maturity.questionnaire import known_topic, questionnaire
from governance.maturity.rules import found, require_state, require_voice
from governance.maturity.rules import level as checked_level
from governance.maturity.shapes import Agreed, Commitment, Remark
from governance.people import Person
from governance.records import audits as records
from governance.records.opening import reading, writing
from governance.roster import require_known
from governance.signing import note, plain_text, utc
from pipelines.errors import GapError
from pipelines.workspace import Workspace


def remarks(workspace: Workspace, audit_id: str) -> tuple[Remark, ...]:
    """Return what was said, in the order of the topics and of time.

    Raises:
        NotFound: There is no such audit.
    """
    with reading(workspace.database) as session:
        found(session, audit_id)
        said = records.remarks(session, audit_id)
    return tuple(sorted(said, key=lambda one: _place(one.topic)))


def agreed_levels(workspace: Workspace, audit_id: str) -> dict[str, Agreed]:
    """Return what both sides settled on, by topic.

    Raises:
        NotFound: There is no such audit.
    """
    return {one.topic: one for one in agreed_history(workspace, audit_id)}


def agreed_history(workspace: Workspace, audit_id: str) -> tuple[Agreed, ...]:
    """Return what both sides settled on with what they had settled on before, by topic.

    Raises:
        NotFound: There is no such audit.
    """
    with reading(workspace.database) as session:
        found(session, audit_id)
        settled = records.agreed(session, audit_id)
    return tuple(sorted(settled, key=lambda one: _place(one.topic)))


def commitments(workspace: Workspace, audit_id: str) -> tuple[Commitment, ...]:
    """Return the commitments of one audit, the newest of each topic.

    Raises:
        NotFound: There is no such audit.
    """
    with reading(workspace.database) as session:
        found(session, audit_id)
        made = records.commitments(session).get(audit_id, ())
    newest = {one.topic: one for one in made}
    return tuple(sorted(newest.values(), key=lambda one: _place(one.topic)))


def remark(
    workspace: Workspace, person: Person, audit_id: str, *, topic: str, text: str, now: datetime
) -> Remark:
    """Note what was said about a topic.

    Args:
        workspace: Where.
        person: Who signs: the facilitator or somebody invited.
        audit_id: Which audit; it must be revealed and not closed.
        topic: Such as ``completeness``.
        text: What was said.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person has no voice in this audit.
        GapError: The audit is not under discussion or the text is empty; nothing was changed.
    """
    require(person, "maturity:read")
    known_topic(topic)
    said = Remark(topic, plain_text(text, field="remark"), person, utc(now))
    with writing(workspace.database) as session:
        require_known(session, person)
        audit = found(session, audit_id)
        require_voice(person, audit)
        require_state(audit, "revealed", otherwise="nothing can be remarked on it")
        records.append_remark(session, audit_id, said)
        note(
            session,
            person,
            action="audit:remark",
            subject=f"audit/{audit_id}",
            at=said.at,
            after={"topic": topic, "text": said.text},
        )
    return said


def agree(
    workspace: Workspace,
    person: Person,
    audit_id: str,
    *,
    topic: str,
    level: int,
    why: str,
    now: datetime,
) -> Agreed:
    """Write down the level of a topic that both sides settled on, for the first time or anew.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``maturity:facilitate``.
        audit_id: Which audit; it must be revealed and not closed.
        topic: Such as ``completeness``.
        level: 1 to 5.
        why: What settled it, which everybody will read.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not lead an audit.
        GapError: The audit is not under discussion or the level does not hold or does not
            differ; nothing was changed.
    """
    require(person, "maturity:facilitate")
    name = known_topic(topic).title
    chosen = checked_level(level, field="agreed level")
    reason = plain_text(why, field="reason for the level")
    with writing(workspace.database) as session:
        require_known(session, person)
        require_state(
            found(session, audit_id), "revealed", otherwise="no level can be agreed in it"
        )
        earlier = [one for one in records.agreed(session, audit_id) if one.topic == topic]
        if earlier and (earlier[-1].level, earlier[-1].why) == (chosen, reason):
            raise GapError(
                f"{name} is agreed at {chosen} already.", next_step="Nothing was changed."
            )
        settled = Agreed(topic, chosen, reason, person, utc(now), len(earlier) + 1)
        records.append_agreed(session, audit_id, settled)
        note(
            session,
            person,
            action="audit:agree",
            subject=f"audit/{audit_id}",
            at=settled.at,
            reason=reason,
            before={"topic": topic, "level": earlier[-1].level} if earlier else None,
            after={"topic": topic, "level": chosen},
        )
    return settled


def commit_to(
    workspace: Workspace,
    person: Person,
    audit_id: str,
    *,
    topic: str,
    target: int,
    text: str,
    owner: str,
    due: date,
    now: datetime,
) -> Commitment:
    """Promise which level of a topic will be reached, by whom and by when.

    Args:
        workspace: Where.
        person: Who signs: the facilitator or somebody invited.
        audit_id: Which audit; it must be revealed and not closed.
        topic: Such as ``completeness``; a further commitment to it takes the place of this one.
        target: The level, 1 to 5.
        text: What will be done.
        owner: Who answers for it.
        due: By when; a day that is still to come.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person has no voice in this audit.
        GapError: The audit is not under discussion or the promise does not hold; nothing was
            changed.
    """
    require(person, "maturity:read")
    known_topic(topic)
    moment = utc(now)
    if due <= moment.date():
        raise GapError(
            f"The commitment is due on {due}, which is not in the future.",
            where="Due date.",
            next_step="Choose a later day; nothing was changed.",
        )
    made = Commitment(
        topic=topic,
        target=checked_level(target, field="target level"),
        text=plain_text(text, field="commitment"),
        owner=plain_text(owner, field="owner of the commitment", longest=200),
        due=due,
        by=person,
        at=moment,
    )
    with writing(workspace.database) as session:
        require_known(session, person)
        audit = found(session, audit_id)
        require_voice(person, audit)
        require_state(audit, "revealed", otherwise="nothing can be promised in it")
        records.append_commitment(session, audit_id, made)
        note(
            session,
            person,
            action="audit:commit",
            subject=f"audit/{audit_id}",
            at=made.at,
            reason=made.text,
            after={"topic": topic, "target": target, "owner": made.owner, "due": str(due)},
        )
    return made


def _place(topic: str) -> int:
    """Return where a topic stands in the questionnaire; one that is gone comes last."""
    names = [one.name for one in questionnaire().topics]
    return names.index(topic) if topic in names else len(names)
