"""The demo company's two audits, answered and discussed by the people of the story.

They are seeded through the functions that the screens use. Each entry is a transaction of its
own; a seeding that was cut short is finished by the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, Field, RootModel

from governance import roster
from governance.maturity import audits
from governance.maturity.questionnaire import questionnaire
from governance.maturity.shapes import Audit, Side
from governance.people import Person
from governance.policy import Strict
from pipelines.demo.story import END
from pipelines.marked_yaml import marked, validated
from pipelines.workspace import Workspace

DEMO_FILE = Path(__file__).with_name("demo.yaml")
UNKNOWN, LEFT_OUT = "?", "."


class _Answers(Strict):
    """What one person answered: one sign for each question."""

    at: AwareDatetime
    levels: Annotated[str, Field(pattern="^[1-5?. ]+$")]


class _Said(Strict):
    """Something that somebody entered about a topic."""

    topic: str
    by: str
    at: AwareDatetime
    text: str


class _Promise(_Said):
    """A commitment."""

    target: int
    owner: str
    due: date


class _Agreed(Strict):
    """An agreed level."""

    level: int
    why: str


class _Audit(Strict):
    """One audit with everything that happened in it."""

    title: str
    opened: AwareDatetime
    revealed: AwareDatetime
    closed: AwareDatetime | None = None
    invited: dict[Side, tuple[str, ...]]
    answers: dict[str, _Answers]
    evidence: dict[str, dict[str, str]] = {}
    remarks: tuple[_Said, ...] = ()
    agreed: dict[str, _Agreed] = {}
    commitments: tuple[_Promise, ...] = ()


class _File(RootModel[dict[str, _Audit]]):
    """The whole file, oldest audit first."""


def seed(workspace: Workspace, *, until: datetime = END) -> int:
    """Seed what of the two audits is not there yet and return how many were opened.

    What people added or changed since stays as it is; an audit that they closed is left alone.

    Args:
        workspace: Where; the people of the story must be there.
        until: An audit that was still going on in the story is left for another time.

    Raises:
        GapError: Somebody of the story is missing, or another audit is open.
    """
    people = {one.id: one for one in roster.people(workspace)}
    facilitator = next(one for one in people.values() if one.role == "facilitator")
    known = {one.id for one in audits.audits(workspace)}
    every = validated(_File, marked(DEMO_FILE)).root
    told = {name: one for name, one in every.items() if (one.closed or one.revealed) <= until}
    for audit_id, one in told.items():
        if audit_id not in known:
            audits.open_audit(
                workspace, facilitator, audit_id=audit_id, title=one.title, now=one.opened
            )
        _resume(workspace, audit_id, one, people, facilitator)
    return len(told.keys() - known)


def _resume(
    workspace: Workspace,
    audit_id: str,
    told: _Audit,
    people: Mapping[str, Person],
    facilitator: Person,
) -> None:
    """Take an audit from where it stands to where the story leaves it."""
    audit = audits.audit(workspace, audit_id)
    if audit.state == "open":
        _ask(workspace, audit, told, people, facilitator)
        audit = audits.reveal(workspace, facilitator, audit_id, now=told.revealed)
    if audit.state == "revealed":
        _discuss(workspace, audit_id, told, people, facilitator)
        if told.closed:
            audits.close_audit(workspace, facilitator, audit_id, now=told.closed)


def _ask(
    workspace: Workspace,
    audit: Audit,
    told: _Audit,
    people: Mapping[str, Person],
    facilitator: Person,
) -> None:
    """Invite everybody and give the answers that are not there yet."""
    for side, names in told.invited.items():
        for name in names:
            audits.invite(
                workspace, facilitator, audit.id, whom=people[name], side=side, now=told.opened
            )
    items = questionnaire().items
    for name, given in told.answers.items():
        there = audits.own_answers(workspace, people[name], audit.id)
        evidence = told.evidence.get(name, {})
        signs = zip(items, given.levels.replace(" ", ""), strict=True)
        answers = {
            item.id: (None if sign == UNKNOWN else int(sign), evidence.get(item.id, ""))
            for item, sign in signs
            if sign != LEFT_OUT and item.id not in there
        }
        audits.give_answers(workspace, people[name], audit.id, given=answers, now=given.at)


def _discuss(
    workspace: Workspace,
    audit_id: str,
    told: _Audit,
    people: Mapping[str, Person],
    facilitator: Person,
) -> None:
    """Add the remarks, agreed levels and commitments that are not there yet."""
    said = {(one.topic, one.text) for one in audits.remarks(workspace, audit_id)}
    for one in told.remarks:
        if (one.topic, one.text) not in said:
            by = people[one.by]
            audits.remark(workspace, by, audit_id, topic=one.topic, text=one.text, now=one.at)
    agreed = audits.agreed_levels(workspace, audit_id)
    for topic, settled in told.agreed.items():
        if topic not in agreed:
            audits.agree(
                workspace,
                facilitator,
                audit_id,
                topic=topic,
                level=settled.level,
                why=settled.why,
                now=told.revealed,
            )
    promised = {one.topic for one in audits.commitments(workspace, audit_id)}
    for made in told.commitments:
        if made.topic not in promised:
            audits.commit_to(
                workspace,
                people[made.by],
                audit_id,
                topic=made.topic,
                target=made.target,
                text=made.text,
                owner=made.owner,
                due=made.due,
                now=made.at,
            )
