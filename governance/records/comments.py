"""What people said and when they looked: read in one query, appended, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from governance.comment_shapes import Anchor, AnchorKind, Comment, Thread
from governance.people import Person, Role
from governance.records.comment_models import CommentRow, DefinitionRow, MentionRow, VisitRow

MOST_MARKS = 1_000
"""Marks of one person that are looked at: three and a half days without a pause."""


def threads(session: Session, anchor: Anchor | None = None) -> tuple[Thread, ...]:
    """Return every thread, or the one that hangs on ``anchor``; its first comment first."""
    row = CommentRow
    query = select(row).order_by(row.kind, row.name, row.period, row.number)
    if anchor is not None:
        query = query.where(*_on(anchor))
    said = [_comment(each) for each in session.scalars(query)]
    return tuple(Thread(key, tuple(group)) for key, group in groupby(said, lambda one: one.anchor))


def last_of(session: Session, anchor: Anchor) -> Comment | None:
    """Return the last comment on one thing; None where nobody spoke of it."""
    row = CommentRow
    query = select(row).where(*_on(anchor)).order_by(row.number.desc()).limit(1)
    found = session.scalars(query).first()
    return None if found is None else _comment(found)


def append_comment(session: Session, comment: Comment) -> None:
    """Append a comment with its mentions.

    Raises:
        sqlalchemy.exc.IntegrityError: That number exists: somebody else was first.
    """
    anchor = comment.anchor
    key = {"kind": anchor.kind, "name": anchor.name, "period": anchor.period}
    session.add(
        CommentRow(
            **key,
            number=comment.number,
            text=comment.text,
            closes=comment.closes,
            by_id=comment.by.id,
            at=comment.at,
        )
    )
    session.flush()
    session.add_all(
        MentionRow(**key, number=comment.number, position=position, person_id=person)
        for position, person in enumerate(comment.mentions)
    )
    session.flush()


def marks(
    session: Session, person: str, *, most: int = MOST_MARKS
) -> tuple[tuple[datetime, int], ...]:
    """Return when a person looked and the journal's newest entry then, the last look first."""
    query = (
        select(VisitRow.at, VisitRow.head)
        .where(VisitRow.person_id == person)
        .order_by(VisitRow.number.desc())
        .limit(most)
    )
    return tuple((row.at, row.head) for row in session.execute(query))


def append_mark(session: Session, person: str, *, head: int, at: datetime) -> None:
    """Note that a person looks."""
    held = select(func.coalesce(func.max(VisitRow.number), 0)).where(VisitRow.person_id == person)
    number = session.execute(held).scalar_one() + 1
    session.add(VisitRow(person_id=person, number=number, head=head, at=at))
    session.flush()


class Met(NamedTuple):
    """A definition as it was first met."""

    number: int
    text: str
    at: datetime


def definitions(session: Session, metric: str) -> tuple[Met, ...]:
    """Return every definition of a metric that was ever met, the first one first."""
    row = DefinitionRow
    query = select(row.number, row.text, row.at).where(row.metric == metric).order_by(row.number)
    return tuple(Met(*each) for each in session.execute(query))


def newest_definitions(session: Session) -> Mapping[str, tuple[int, str]]:
    """Return the number and the fingerprint of the definition last met, by metric."""
    newest = (
        select(DefinitionRow.metric, func.max(DefinitionRow.number).label("number"))
        .group_by(DefinitionRow.metric)
        .subquery()
    )
    query = select(DefinitionRow.metric, DefinitionRow.number, DefinitionRow.sha256).join(
        newest,
        (newest.c.metric == DefinitionRow.metric) & (newest.c.number == DefinitionRow.number),
    )
    return {row.metric: (row.number, row.sha256) for row in session.execute(query)}


def append_definition(
    session: Session, metric: str, *, number: int, sha256: str, text: str, at: datetime
) -> None:
    """Note a definition that is met for the first time.

    Raises:
        sqlalchemy.exc.IntegrityError: That number exists: somebody else was first.
    """
    session.add(DefinitionRow(metric=metric, number=number, sha256=sha256, text=text, at=at))
    session.flush()


def _on(anchor: Anchor) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for the comments on one thing."""
    row = CommentRow
    return row.kind == anchor.kind, row.name == anchor.name, row.period == anchor.period


def _comment(row: CommentRow) -> Comment:
    """Return a row as a comment."""
    return Comment(
        anchor=Anchor(cast(AnchorKind, row.kind), row.name, row.period),
        number=row.number,
        text=row.text,
        by=Person(row.by.id, row.by.name, cast(Role, row.by.role)),
        at=row.at,
        mentions=tuple(each.person_id for each in row.mentions),
        closes=row.closes,
    )
