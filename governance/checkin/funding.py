"""Funding by a decision: the foundation project that is named, and all without which it is idle.

A project whose groundwork nobody has paid for clears nothing, and neither does one half of a set
that only helps together. So whatever the named one still needs is funded in the same transaction,
each with a revision of its own, or the decision is refused and says what is in the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from governance.checkin.acts import Floor
from governance.checkin.shapes import Decision
from governance.investments.shapes import SETTLED, Project, ProjectRevision, Unblock
from governance.promises import Revision
from governance.records import projects as records
from governance.signing import sign
from pipelines.errors import GapError, NotFound
from pipelines.marked_yaml import nearest


def needed_with(
    projects: Iterable[ProjectRevision], project_id: str, initiative_id: str
) -> tuple[str, ...]:
    """Return the proposed projects that have to be funded with one, the groundwork first.

    Args:
        projects: The foundation projects as they stand.
        project_id: The one that is to be funded.
        initiative_id: What it is to unblock; where every way to that needs a companion, those of
            the likeliest way are needed as well. Empty asks for what the project itself needs.

    Raises:
        NotFound: There is no such project.
        GapError: It was dropped, or something that it needs was.
    """
    known = {one.goal_id: one for one in projects}
    if project_id not in known:
        raise NotFound(
            f"There is no project {project_id}.{nearest(project_id, known)}",
            next_step="“python -m governance investments” lists them. Nothing was changed.",
        )
    names = (project_id, *_companions(known, project_id, initiative_id))
    found: dict[str, None] = {}
    for name in names:
        _require_open(known, name, wanted_by="")
        _gather(known, name, found)
    return tuple(name for name in found if name != project_id)


def fund(act: Floor, decided: Decision) -> None:
    """Append the projects of a decision as funded; what is funded or running stays as it is."""
    if not decided.project_id:
        return
    known = {one.goal_id: one for one in records.newest_projects(act.session)}
    for name in (*decided.funded_with, decided.project_id):
        newest = known[name]
        if newest.content.state != "proposed":
            continue
        for_it = "" if name == decided.project_id else f" ({decided.project_id} needs it.)"
        why = f"{act.id}: {decided.reason}{for_it}"
        funded = replace(newest.content, state="funded")
        revision = Revision(name, newest.number + 1, act.person, act.at, why, funded)
        records.append_project(act.session, revision)
        sign(act.session, revision, kind="project", before=newest.content)


def _companions(
    known: Mapping[str, ProjectRevision], project_id: str, initiative_id: str
) -> tuple[str, ...]:
    """Return what the likeliest way to an initiative needs beside the project; none if one goes."""
    ways = [
        way
        for way in known[project_id].content.unblocks
        if way.initiative_id == initiative_id and not _is_given_up(known, way)
    ]
    if not ways or any(_is_paid(known, way) for way in ways):
        return ()
    return max(ways, key=lambda way: way.probability).together_with


def _is_given_up(known: Mapping[str, ProjectRevision], way: Unblock) -> bool:
    """Return whether a way leads over a project that was dropped."""
    return any(known[name].content.state == "dropped" for name in way.together_with)


def _is_paid(known: Mapping[str, ProjectRevision], way: Unblock) -> bool:
    """Return whether a way needs no further project's money."""
    return all(known[name].content.state in SETTLED for name in way.together_with)


def _gather(known: Mapping[str, ProjectRevision], name: str, found: dict[str, None]) -> None:
    """Note a project that is only proposed, after everything that it needs."""
    project: Project = known[name].content
    if name in found or project.state == "done":
        return
    for need in project.prerequisites:
        _require_open(known, need, wanted_by=name)
        _gather(known, need, found)
    if project.state == "proposed":
        found[name] = None


def _require_open(known: Mapping[str, ProjectRevision], name: str, *, wanted_by: str) -> None:
    """Refuse a project that was dropped."""
    newest = known[name]
    if newest.content.state != "dropped":
        return
    which = f"{name}, which {wanted_by} needs," if wanted_by else name
    instead = f" or change what {wanted_by} needs" if wanted_by else ""
    raise GapError(
        f"{which} was dropped: {newest.why}",
        next_step=f"Propose it anew{instead} first. Nothing was changed.",
    )
