"""The ledger of promises: reads the newest revisions and appends further ones.

Rows become values here and values become rows; nothing above this module knows a table. Every
append writes its journal entry in the same transaction.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
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


def newest_goals(session: Session, *, until: datetime | None = None) -> tuple[GoalRevision, ...]:
    """Return the revision of each goal that counts, or that counted at a moment, by goal."""
    newest = select(GoalRow.goal_id, func.max(GoalRow.number)).group_by(GoalRow.goal_id)
    if until is not None:
        newest = newest.where(GoalRow.at <= until)
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


def newest_replies(session: Session, *, until: datetime | None = None) -> tuple[ReplyRevision, ...]:
    """Return the reply to each goal that counts, or that counted at a moment, by goal."""
    newest = select(ReplyRow.goal_id, func.max(ReplyRow.number)).group_by(ReplyRow.goal_id)
    if until is not None:
        newest = newest.where(ReplyRow.at <= until)
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


def all_goals(session: Session) -> tuple[GoalRevision, ...]:
    """Return every revision of every goal, by goal, first statement first."""
    rows = session.scalars(select(GoalRow).order_by(GoalRow.goal_id, GoalRow.number))
    return tuple(_goal(row) for row in rows)


def all_replies(session: Session) -> tuple[ReplyRevision, ...]:
    """Return every revision of every reply, by goal, the first one first."""
    rows = session.scalars(select(ReplyRow).order_by(ReplyRow.goal_id, ReplyRow.number))
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
            ask_cents=_cents(reply.ask_eur),
        )
    )
    session.flush()
    session.add_all(
        ScoreRow(**key, part=part, **evidence) for part, evidence in asdict(reply.scores).items()
    )
    session.add_all(
        BlockerRow(
            **key,
            position=position,
            type=obstacle.type,
            text=obstacle.text,
            owner=obstacle.owner,
            since=obstacle.since,
            estimate=obstacle.estimate,
            evidence=obstacle.evidence,
            days_at_stake=obstacle.days_at_stake,
            money_at_stake_cents=_cents(obstacle.money_at_stake_eur),
        )
        for position, obstacle in enumerate(reply.blockers)
    )
    session.flush()


def _cents(euros: Decimal | None) -> int | None:
    """Return an amount as the tables keep it."""
    return None if euros is None else int(euros / CENTS)


def _euros(cents: int | None) -> Decimal | None:
    """Return an amount as people write it."""
    return None if cents is None else cents * CENTS


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
    scores = {
        one.part: Evidence(one.score, one.note, one.measured, one.measured_words)
        for one in row.scores
    }
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
                blocker.evidence,
                blocker.days_at_stake,
                _euros(blocker.money_at_stake_cents),
            )
            for blocker in row.blockers
        ),
        ask=row.ask,
        ask_eur=_euros(row.ask_cents),
        answers_revision=row.answers_revision,
    )
    return Revision(row.goal_id, row.number, _person(row.by), row.at, row.why, reply)
