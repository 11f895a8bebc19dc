"""The form that proposes or changes a foundation project, for those who may."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, cast

import streamlit as st

from governance.investments.ground import Ground
from governance.investments.projects import change_project, state_project
from governance.investments.shapes import (
    PROJECT_STATES,
    Project,
    ProjectRevision,
    ProjectState,
    Urgency,
)
from governance.investments.written import gap_lines, gaps_from, unblock_lines, unblocks_from
from pages.parts import cached
from pages.parts.blocks import plain
from pages.parts.filters import choice
from pages.parts.shell import reader, show
from pipelines.errors import GapError
from reports.tables import words

_SAID: Final = "investments_said"
NEW: Final = "new"
EMPTY: Final = Project("", Decimal(100_000), 6, Urgency(5, 5, 5, 5), "")
URGENCY: Final = {
    "business": "Business value",
    "time": "Cost of waiting",
    "risk": "Risk taken away",
    "size": "Size of the work",
}


def project_form(known: Ground) -> None:
    """Let the reader propose a project, or change one that there is."""
    if said := st.session_state.pop(_SAID, ""):
        st.success(plain(said))
    revisions = {one.goal_id: one for one in known.projects}
    name = choice(
        "Project",
        (NEW, *revisions),
        name="project",
        words=lambda each: _label(revisions.get(each), each),
    )
    earlier = revisions.get(name)
    project = earlier.content if earlier else EMPTY
    seen = earlier.number if earlier else 0
    with st.form(f"investments_project_{name}_{seen}"):
        given: dict[str, Any] = {}
        if earlier is None:
            given["id"] = st.text_input("Identifier", value=_next_id(revisions))
        given["title"] = st.text_input("Title", value=project.title)
        _figures(project, given)
        _texts(project, given, [each for each in revisions if each != name])
        given["why"] = st.text_input("Reason, which everybody will read")
        if st.form_submit_button("Propose it" if earlier is None else "Sign the change"):
            _sign(name, seen, given)


def _figures(project: Project, given: dict[str, Any]) -> None:
    """Ask for cost, duration, state and urgency."""
    cost, months, state = st.columns(3)
    given["cost"] = cost.number_input(
        "Cost in euros", min_value=1.0, value=float(project.cost_eur), step=10_000.0, format="%.2f"
    )
    given["months"] = months.number_input(
        "Months", min_value=1, max_value=120, value=project.duration_months
    )
    given["state"] = state.selectbox(
        "State", PROJECT_STATES, index=PROJECT_STATES.index(project.state), format_func=words
    )
    for column, (part, label) in zip(st.columns(4), URGENCY.items(), strict=True):
        given[part] = column.number_input(
            f"{label}, 1 to 20", 1, 20, value=getattr(project.urgency, part)
        )


def _texts(project: Project, given: dict[str, Any], others: list[str]) -> None:
    """Ask for owner, prerequisites, gaps, initiatives and a note."""
    given["owner"] = st.text_input("Owner", value=project.owner)
    given["needs"] = []
    if others:
        given["needs"] = st.multiselect(
            "Needs these projects first", others, default=list(project.prerequisites)
        )
    given["closes"] = st.text_area(
        "Gaps it closes, one dataset a line: DS-CRM: uniqueness, validity",
        value="\n".join(gap_lines(project.closes)),
    )
    given["unblocks"] = st.text_area(
        "Initiatives it unblocks, one a line: AI-017 75 % with FND-02",
        value="\n".join(unblock_lines(project.unblocks)),
    )
    given["note"] = st.text_area("Note", value=project.note)


def _sign(name: str, seen: int, given: dict[str, Any]) -> None:
    """Sign what was filled in and draw the page anew; a refusal leaves the form as it is."""
    here, who, now = cached.workspace(), reader(), datetime.now(UTC)
    try:
        project = _project(given)
        if name == NEW:
            signed = state_project(
                here,
                who,
                project_id=given["id"].strip(),
                project=project,
                why=given["why"],
                now=now,
            )
        else:
            signed = change_project(
                here, who, project_id=name, seen=seen, project=project, why=given["why"], now=now
            )
    except GapError as error:
        show(error)
        return
    st.session_state[_SAID] = f"{signed.goal_id} is at revision {signed.number}, signed by you."
    st.rerun()


def _project(given: dict[str, Any]) -> Project:
    """Return what was filled in as a project."""
    return Project(
        title=given["title"],
        cost_eur=Decimal(str(given["cost"])).quantize(Decimal("0.01")),
        duration_months=int(given["months"]),
        urgency=Urgency(*(int(given[part]) for part in URGENCY)),
        owner=given["owner"],
        closes=gaps_from(given["closes"].splitlines()),
        prerequisites=tuple(given["needs"]),
        unblocks=unblocks_from(given["unblocks"].splitlines()),
        state=cast(ProjectState, given["state"]),
        note=given["note"],
    )


def _label(revision: ProjectRevision | None, name: str) -> str:
    """Return how a project reads in the list."""
    return f"{name} {revision.content.title}" if revision else "A new project"


def _next_id(taken: dict[str, ProjectRevision]) -> str:
    """Return the first identifier that is free."""
    return next(name for number in range(1, 10_000) if (name := f"FND-{number:02d}") not in taken)
