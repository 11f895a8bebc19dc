"""The ledger of promises: reads the newest revisions and appends further ones.

Rows become values here and values become rows; nothing above this module knows a table. Every
append writes its journal entry in the same transaction.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import cast

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from governance.people import Person, Role
from governance.promises import (
    BlockerType,
    Evidence,
    FeasibilityScores,
    Feasible,
    Goal,
    GoalRevision,
    Obstacle,
    Perspective,
    Reply,
    ReplyRevision,
    Revision,
    ValueScores,
)
from governance.records.models import (
    BlockerRow,
    GoalRow,
    PersonRow,
    ReplyRow,
    ScoreRow,
    TargetRow,
)

CENTS = Decimal("0.01")


def people(session: Session) -> tuple[Person, ...]:
    """Return everybody, by identifier."""
    rows = session.scalars(select(PersonRow).order_by(PersonRow.id))
    return tuple(_person(row) for row in rows)


def add_person(session: Session, person: Person) -> None:
    """Append a person."""
    session.add(PersonRow(id=person.id, name=person.name, role=person.role))
    session.flush()


def newest_goals(session: Session) -> tuple[GoalRevision, ...]:
    """Return the revision of each goal that counts, by goal."""
    newest = select(GoalRow.goal_id, func.max(GoalRow.number)).group_by(GoalRow.goal_id)
    rows = session.scalars(
        select(GoalRow)
        .where(tuple_(GoalRow.goal_id, GoalRow.number).in_(newest))
        .order_by(GoalRow.goal_id)
    )
    return tuple(_goal(row) for row in rows)


def goal_history(session: Session, goal_id: str) -> tuple[GoalRevision, ...]:
    """Return all revisions of a goal, first statement first; empty when there is no such goal."""
    rows = session.scalars(
        select(GoalRow).where(GoalRow.goal_id == goal_id).order_by(GoalRow.number)
    )
    return tuple(_goal(row) for row in rows)


def newest_replies(session: Session) -> tuple[ReplyRevision, ...]:
    """Return the reply to each goal that counts, by goal."""
    newest = select(ReplyRow.goal_id, func.max(ReplyRow.number)).group_by(ReplyRow.goal_id)
    rows = session.scalars(
        select(ReplyRow)
        .where(tuple_(ReplyRow.goal_id, ReplyRow.number).in_(newest))
        .order_by(ReplyRow.goal_id)
    )
    return tuple(_reply(row) for row in rows)


def reply_history(session: Session, goal_id: str) -> tuple[ReplyRevision, ...]:
    """Return all replies to a goal, the first one first."""
    rows = session.scalars(
        select(ReplyRow).where(ReplyRow.goal_id == goal_id).order_by(ReplyRow.number)
    )
    return tuple(_reply(row) for row in rows)


def append_goal(session: Session, revision: GoalRevision) -> None:
    """Append a revision of a goal.

    Raises:
        sqlalchemy.exc.IntegrityError: That number exists: somebody else was first.
    """
    goal = revision.content
    session.add(
        GoalRow(
            goal_id=revision.goal_id,
            number=revision.number,
            by_id=revision.by.id,
            at=revision.at,
            why=revision.why,
            title=goal.title,
            perspective=goal.perspective,
            metric=goal.metric,
            business_unit=goal.business_unit,
            initiative_id=goal.initiative_id,
            baseline=goal.baseline,
            starts_on=goal.starts_on,
            wanted_date=goal.wanted_date,
            priority=goal.priority,
            reason=goal.reason,
            must_not_fail=goal.must_not_fail,
            weight=goal.weight,
            **asdict(goal.scores),
        )
    )
    session.flush()
    session.add_all(
        TargetRow(
            goal_id=revision.goal_id,
            number=revision.number,
            position=position,
            period=period,
            value=value,
        )
        for position, (period, value) in enumerate(goal.target_path)
    )
    session.flush()


def append_reply(session: Session, revision: ReplyRevision) -> None:
    """Append a revision of a reply.

    Raises:
        sqlalchemy.exc.IntegrityError: That number exists: somebody else was first.
    """
    reply = revision.content
    key = {"goal_id": revision.goal_id, "number": revision.number}
    session.add(
        ReplyRow(
            **key,
            by_id=revision.by.id,
            at=revision.at,
            why=revision.why,
            answers_revision=reply.answers_revision,
            feasible=reply.feasible,
            realistic_date=reply.realistic_date,
            ask=reply.ask,
            ask_cents=None if reply.ask_eur is None else int(reply.ask_eur / CENTS),
        )
    )
    session.flush()
    session.add_all(
        ScoreRow(**key, part=part, score=evidence["score"], note=evidence["note"])
        for part, evidence in asdict(reply.scores).items()
    )
    session.add_all(
        BlockerRow(**key, position=position, **asdict(obstacle))
        for position, obstacle in enumerate(reply.blockers)
    )
    session.flush()


def _person(row: PersonRow) -> Person:
    """Return a row as a person."""
    return Person(row.id, row.name, cast(Role, row.role))


def _goal(row: GoalRow) -> GoalRevision:
    """Return a row as a signed goal."""
    goal = Goal(
        title=row.title,
        perspective=cast(Perspective, row.perspective),
        metric=row.metric,
        target_path=tuple((target.period, target.value) for target in row.targets),
        starts_on=row.starts_on,
        wanted_date=row.wanted_date,
        priority=row.priority,
        reason=row.reason,
        scores=ValueScores(
            size_of_value=row.size_of_value,
            strategic_fit=row.strategic_fit,
            urgency=row.urgency,
            risk_of_not_doing=row.risk_of_not_doing,
        ),
        baseline=row.baseline,
        business_unit=row.business_unit,
        initiative_id=row.initiative_id,
        must_not_fail=row.must_not_fail,
        weight=row.weight,
    )
    return Revision(row.goal_id, row.number, _person(row.by), row.at, row.why, goal)


def _reply(row: ReplyRow) -> ReplyRevision:
    """Return a row as a signed reply."""
    scores = {score.part: Evidence(score.score, score.note) for score in row.scores}
    reply = Reply(
        feasible=cast(Feasible, row.feasible),
        realistic_date=row.realistic_date,
        scores=FeasibilityScores(**scores),
        blockers=tuple(
            Obstacle(
                cast(BlockerType, blocker.type),
                blocker.text,
                blocker.owner,
                blocker.since,
                blocker.estimate,
            )
            for blocker in row.blockers
        ),
        ask=row.ask,
        ask_eur=None if row.ask_cents is None else row.ask_cents * CENTS,
        answers_revision=row.answers_revision,
    )
    return Revision(row.goal_id, row.number, _person(row.by), row.at, row.why, reply)
