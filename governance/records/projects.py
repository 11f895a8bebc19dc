"""Foundation projects in the records: read the newest revisions, append further ones."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from governance.investments.shapes import (
    Gap,
    Project,
    ProjectRevision,
    ProjectState,
    Unblock,
    Urgency,
)
from governance.people import Person, Role
from governance.promises import Revision
from governance.records.investment_models import (
    CompanionRow,
    GapRow,
    NeedRow,
    ProjectRow,
    UnblockRow,
)
from governance.records.ledger import CENTS
from pipelines.quality.shapes import Dimension


def newest_projects(session: Session) -> tuple[ProjectRevision, ...]:
    """Return the revision of each project that counts, by project."""
    newest = select(ProjectRow.project_id, func.max(ProjectRow.number)).group_by(
        ProjectRow.project_id
    )
    rows = session.scalars(
        select(ProjectRow)
        .where(tuple_(ProjectRow.project_id, ProjectRow.number).in_(newest))
        .order_by(ProjectRow.project_id)
    )
    return tuple(_project(row) for row in rows)


def project_history(session: Session, project_id: str) -> tuple[ProjectRevision, ...]:
    """Return all revisions of a project, the first one first; empty when there is none."""
    rows = session.scalars(
        select(ProjectRow).where(ProjectRow.project_id == project_id).order_by(ProjectRow.number)
    )
    return tuple(_project(row) for row in rows)


def append_project(session: Session, revision: ProjectRevision) -> None:
    """Append a revision of a project.

    Raises:
        sqlalchemy.exc.IntegrityError: That number exists: somebody else was first.
    """
    project = revision.content
    key = {"project_id": revision.goal_id, "number": revision.number}
    session.add(
        ProjectRow(
            **key,
            by_id=revision.by.id,
            at=revision.at,
            why=revision.why,
            title=project.title,
            cost_cents=int(project.cost_eur / CENTS),
            duration_months=project.duration_months,
            owner=project.owner,
            state=project.state,
            note=project.note,
            **asdict(project.urgency),
        )
    )
    session.flush()
    session.add_all(
        GapRow(**key, position=place, dataset=gap.dataset, dimension=gap.dimension)
        for place, gap in enumerate(project.closes)
    )
    session.add_all(
        NeedRow(**key, position=place, needs=need)
        for place, need in enumerate(project.prerequisites)
    )
    for unblock, told in enumerate(project.unblocks):
        session.add(
            UnblockRow(
                **key,
                position=unblock,
                initiative_id=told.initiative_id,
                probability=told.probability,
            )
        )
        session.add_all(
            CompanionRow(**key, unblock=unblock, position=place, companion=companion)
            for place, companion in enumerate(told.together_with)
        )
    session.flush()


def _project(row: ProjectRow) -> ProjectRevision:
    """Return a row as a signed project."""
    companions: dict[int, list[str]] = {}
    for each in row.companions:
        companions.setdefault(each.unblock, []).append(each.companion)
    project = Project(
        title=row.title,
        cost_eur=row.cost_cents * CENTS,
        duration_months=row.duration_months,
        urgency=Urgency(row.business, row.time, row.risk, row.size),
        owner=row.owner,
        closes=tuple(Gap(gap.dataset, cast(Dimension, gap.dimension)) for gap in row.gaps),
        prerequisites=tuple(each.needs for each in row.needs),
        unblocks=tuple(
            Unblock(told.initiative_id, told.probability, tuple(companions.get(told.position, ())))
            for told in row.unblocks
        ),
        state=cast(ProjectState, row.state),
        note=row.note,
    )
    by = Person(row.by.id, row.by.name, cast(Role, row.by.role))
    return Revision(row.project_id, row.number, by, row.at, row.why, project)
