"""The demo company's foundation projects, signed by the people of the story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict

from governance.investments.projects import change_project, projects, state_project
from governance.investments.shapes import (
    Gap,
    Project,
    ProjectRevision,
    ProjectState,
    Unblock,
    Urgency,
)
from governance.people import Person, Role
from pipelines.demo.story import END
from pipelines.marked_yaml import marked, validated
from pipelines.quality.shapes import Dimension
from pipelines.workspace import Workspace

DEMO_FILE = Path(__file__).parent.parent / "demo_projects.yaml"


class _Strict(BaseModel):
    """A part of the file; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Signed(_Strict):
    """When something was signed, by whom, and why."""

    at: AwareDatetime
    by: Role
    why: str


class _Change(_Signed):
    """A later revision: only the state moves in the story."""

    state: ProjectState


class _Unblock(_Strict):
    """One initiative that a project unblocks."""

    initiative: str
    probability: float
    together_with: tuple[str, ...] = ()


class _Project(_Strict):
    """One project with everything that was signed about it."""

    title: str
    cost_eur: Decimal
    duration_months: int
    urgency: tuple[int, int, int, int]
    owner: str
    closes: dict[str, tuple[Dimension, ...]] = {}
    prerequisites: tuple[str, ...] = ()
    unblocks: tuple[_Unblock, ...] = ()
    note: str = ""
    stated: _Signed
    changes: tuple[_Change, ...] = ()

    def content(self) -> Project:
        """Return the project as it was first stated."""
        return Project(
            title=self.title,
            cost_eur=self.cost_eur,
            duration_months=self.duration_months,
            urgency=Urgency(*self.urgency),
            owner=self.owner,
            closes=tuple(Gap(name, each) for name, them in self.closes.items() for each in them),
            prerequisites=self.prerequisites,
            unblocks=tuple(
                Unblock(told.initiative, told.probability, told.together_with)
                for told in self.unblocks
            ),
            note=self.note,
        )


class _File(_Strict):
    """The whole file."""

    projects: dict[str, _Project]


def seed_projects(
    workspace: Workspace, people: Mapping[Role, Person], *, until: datetime = END
) -> int:
    """Seed what of the story is not there yet and return how many projects were stated.

    Args:
        workspace: Where; the story's initiatives and datasets should be loaded already, else
            what the projects name cannot be checked.
        people: The first person of each role; CEO and CIO sign.
        until: What was signed later in the story is left for another time.
    """
    stated = 0
    for project_id, told in validated(_File, marked(DEMO_FILE)).projects.items():
        if told.stated.at <= until:
            signed = tuple(one for one in told.changes if one.at <= until)
            known = told.model_copy(update={"changes": signed})
            stated += _seed(workspace, people, project_id, known)
    return stated


def _seed(
    workspace: Workspace, people: Mapping[Role, Person], project_id: str, told: _Project
) -> bool:
    """State a project with its later changes and return whether it was new."""
    present = {one.goal_id: one for one in projects(workspace)}
    newest: ProjectRevision | None = present.get(project_id)
    if newest is None:
        newest = state_project(
            workspace,
            people[told.stated.by],
            project_id=project_id,
            project=told.content(),
            why=told.stated.why,
            now=told.stated.at,
        )
    for change in told.changes[newest.number - 1 :]:
        newest = change_project(
            workspace,
            people[change.by],
            project_id=project_id,
            seen=newest.number,
            project=replace(newest.content, state=change.state),
            why=change.why,
            now=change.at,
        )
    return project_id not in present
