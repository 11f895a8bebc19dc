"""Stating and changing foundation projects: each change is signed, the earlier ones stay.

Every change names the revision its author saw; if there is a newer one, nothing is written.
What a project rests on is checked before it is signed: the projects it needs exist, none needs
itself in the end, and the initiatives and datasets it names are ones that somebody loaded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal

from governance.access import require
from governance.investments.shapes import PROJECT_STATES, Project, ProjectRevision, Unblock
from governance.people import Person
from governance.promises import Revision
from governance.readiness import standings
from governance.records import projects as records
from governance.records.opening import reading, writing
from governance.roster import require_known
from governance.signing import plain_text, require_next, sign, utc
from pipelines.errors import GapError, NotFound
from pipelines.marked_yaml import nearest
from pipelines.portfolio import initiatives
from pipelines.quality.shapes import DIMENSIONS
from pipelines.workspace import Workspace

_ID = re.compile(r"[A-Z][A-Z0-9]*-\d{2,6}")
MOST_EUR = Decimal(10) ** 12
"""A thousand billion: more is a slip of the hand, and sums would leave the solver's scale."""
RELATIVE = range(1, 21)
"""The scale of weighted shortest job first, as its authors have it."""
LONGEST_MONTHS = 120
"""Ten years: what takes longer is not one project."""


def projects(workspace: Workspace) -> tuple[ProjectRevision, ...]:
    """Return the projects as they stand, dropped ones too, by identifier."""
    with reading(workspace.database) as session:
        return records.newest_projects(session)


def project_history(workspace: Workspace, project_id: str) -> tuple[ProjectRevision, ...]:
    """Return all revisions of a project, the first one first.

    Raises:
        NotFound: There is no such project.
    """
    with reading(workspace.database) as session:
        history = records.project_history(session, project_id)
    if not history:
        raise _unknown(project_id)
    return history


def state_project(
    workspace: Workspace,
    person: Person,
    *,
    project_id: str,
    project: Project,
    why: str,
    now: datetime,
) -> ProjectRevision:
    """State a new foundation project.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``investments:write``.
        project_id: Such as ``FND-01``.
        project: What is to be built.
        why: One sentence for the history.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not propose projects.
        GapError: The project does not hold, or the identifier is taken; nothing was changed.
    """
    require(person, "investments:write")
    if not _ID.fullmatch(project_id):
        raise GapError(
            f"“{project_id}” cannot name a project.",
            next_step="Use letters, a hyphen and a number, such as FND-09. Nothing was changed.",
        )
    return _append(workspace, person, (project_id, 0), project, why, now)


def change_project(
    workspace: Workspace,
    person: Person,
    *,
    project_id: str,
    seen: int,
    project: Project,
    why: str,
    now: datetime,
) -> ProjectRevision:
    """Append a changed project; the earlier revisions stay.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``investments:write``.
        project_id: Which project.
        seen: The revision that the person changed.
        project: The whole project as it shall be.
        why: The reason, which everybody will read.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not change projects.
        Overtaken: Somebody changed the project since; the message says who and why.
        GapError: The project does not hold or does not differ; nothing was changed.
    """
    require(person, "investments:write")
    return _append(workspace, person, (project_id, seen), project, why, now)


def _append(
    workspace: Workspace,
    person: Person,
    place: tuple[str, int],
    project: Project,
    why: str,
    now: datetime,
) -> ProjectRevision:
    """Write a revision and its journal entry, unless somebody was first or nothing differs."""
    project_id, seen = place
    reason = plain_text(why, field="reason for the change")
    checked = _checked(project_id, project)
    _check_known(workspace, checked)
    revision = Revision(project_id, seen + 1, person, utc(now), reason, checked)
    with writing(workspace.database) as session:
        require_known(session, person)
        history = records.project_history(session, project_id)
        if not history and seen:
            raise _unknown(project_id)
        title = history[-1].content.title if history else ""
        require_next(history, revision, thing=f"project {project_id}", title=title)
        others = {one.goal_id: one.content for one in records.newest_projects(session)}
        _check_needs(project_id, checked, others)
        records.append_project(session, revision)
        sign(session, revision, kind="project", before=history[-1].content if history else None)
    return revision


def _checked(project_id: str, project: Project) -> Project:
    """Return the project with its texts trimmed, or refuse what cannot hold."""
    if not project.cost_eur.is_finite() or not 0 < project.cost_eur <= MOST_EUR:
        raise _refused("The cost must be an amount in euros above 0.")
    if project.cost_eur != project.cost_eur.quantize(Decimal("0.01")):
        raise _refused(f"The cost of {project.cost_eur} euros has parts of a cent.")
    if not 1 <= project.duration_months <= LONGEST_MONTHS:
        raise _refused(f"A project takes 1 to {LONGEST_MONTHS} months.")
    for part, number in asdict(project.urgency).items():
        if number not in RELATIVE:
            raise _refused(f"The {part} is {number}; it is compared on a scale from 1 to 20.")
    if project.state not in PROJECT_STATES:
        raise _refused(f"“{project.state}” is not one of {', '.join(PROJECT_STATES)}.")
    for gap in project.closes:
        if gap.dimension not in DIMENSIONS:
            raise _refused(f"“{gap.dimension}” is not one of {', '.join(DIMENSIONS)}.")
    _check_unblocks(project_id, project.unblocks)
    _check_once("gap", project.closes)
    _check_once("prerequisite", project.prerequisites)
    return replace(
        project,
        title=plain_text(project.title, field="title", longest=200),
        owner=plain_text(project.owner, field="owner", longest=200),
        note=plain_text(project.note, field="note", required=False),
    )


def _check_unblocks(project_id: str, unblocks: Iterable[Unblock]) -> None:
    """Refuse a chance that is none, and a way that stands twice or names the project itself."""
    ways = []
    for told in unblocks:
        if not 0 < told.probability <= 1:
            raise _refused(
                f"The chance that {told.initiative_id} goes on is {told.probability:g}; "
                "it must lie above 0 and at most at 1."
            )
        if project_id in told.together_with:
            raise _refused(f"{project_id} cannot stand beside itself for {told.initiative_id}.")
        ways.append((told.initiative_id, tuple(sorted(told.together_with))))
        _check_once("companion", told.together_with)
    _check_once("way to unblock an initiative", ways)


def _check_once(what: str, named: Collection[object]) -> None:
    """Refuse what stands twice."""
    if len(set(named)) != len(named):
        raise _refused(f"A {what} stands twice.")


def _check_known(workspace: Workspace, project: Project) -> None:
    """Refuse initiatives and datasets that nobody loaded; an empty workspace knows none yet."""
    listed = {one.id for one in initiatives(workspace)}
    for told in project.unblocks:
        if listed and told.initiative_id not in listed:
            raise _no_such("initiative", told.initiative_id, listed)
    if project.closes:
        datasets = {one.dataset for one in standings(workspace)}
        for gap in project.closes:
            if datasets and gap.dataset not in datasets:
                raise _no_such("dataset", gap.dataset, datasets)


def _check_needs(project_id: str, project: Project, others: Mapping[str, Project]) -> None:
    """Refuse projects that do not exist, and prerequisites that lead back to the project."""
    companions = (name for told in project.unblocks for name in told.together_with)
    for named in (*project.prerequisites, *companions):
        if named != project_id and named not in others:
            raise _no_such("project", named, others)
    paths: list[tuple[str, ...]] = [(project_id, need) for need in project.prerequisites]
    while paths:
        path = paths.pop()
        if path[-1] == project_id:
            raise _refused(f"The prerequisites run in a circle: {' needs '.join(path)}.")
        further = others[path[-1]].prerequisites
        paths += [(*path, need) for need in further if need not in path[1:]]


def _no_such(kind: str, named: str, known: Iterable[str]) -> GapError:
    """Return the refusal of an unknown name, with the nearest known one."""
    return GapError(
        f"There is no {kind} {named}.{nearest(named, known)}",
        next_step="Correct the identifier; nothing was changed.",
    )


def _refused(what: str) -> GapError:
    """Return a refusal after which nothing was changed."""
    return GapError(what, next_step="Correct it; nothing was changed.")


def _unknown(project_id: str) -> NotFound:
    """Return the answer to a project nobody stated."""
    return NotFound(
        f"There is no project {project_id}.",
        next_step="“python -m governance investments” lists the projects. Nothing was changed.",
    )
