"""Reads of the two maturity screens, remembered until something is measured or written.

The key is the newest journal entry with the newest measurement. What people answered in an audit
that is not revealed is never kept here: it is read for its own author, each time anew.
"""

from __future__ import annotations

from datetime import date

import streamlit as st

from governance import goals as promises
from governance import incidents as watched
from governance import readiness as resting
from governance.incidents import Incident
from governance.maturity import matrix as assembled
from governance.maturity.shapes import Matrix, MatrixRow
from governance.promises import GoalRevision
from governance.readiness import DatasetStanding, Readiness
from pages.parts import cached
from pipelines.portfolio import Initiative
from pipelines.quality import due, kept
from pipelines.quality.shapes import Measurement

MOST = 64
"""States kept in memory; each takes some tens of kilobytes."""
RETIRED = "retired"
"""The stage in which an initiative works for no goal any more."""
Key = tuple[int, int]


def matrix(audit_id: str | None = None) -> Matrix:
    """Return the matrix of an audit, the newest revealed one by default."""
    return _matrix(cached.quality_head(), _today(), audit_id)


def trend() -> tuple[Matrix, ...]:
    """Return the matrix of each revealed audit, oldest first."""
    return _trend(cached.quality_head(), _today())


def standings() -> tuple[DatasetStanding, ...]:
    """Return every dataset with its scores and with what rests on it."""
    return _standings(cached.quality_head())


def readiness() -> dict[str, Readiness]:
    """Return the data readiness of each initiative that uses a dataset."""
    return _readiness(cached.quality_head())


def incidents(subject: str) -> tuple[Incident, ...]:
    """Return the incidents of one dataset or extract, the open ones first."""
    found = _incidents(cached.quality_head(), _today())
    return tuple(one for one in found if one.subject == subject)


def measured() -> dict[str, tuple[Measurement, ...]]:
    """Return the quarters of everything that was measured, oldest first, by subject."""
    return _measured(cached.quality_head())


def proof_from() -> tuple[Measurement, ...]:
    """Return the measurements that the measured levels rest on: datasets, else the KPI files."""
    newest = [runs[-1] for runs in measured().values()]
    registered = {one.dataset for one in standings() if one.contract is not None}
    datasets = [run for run in newest if run.kind == "dataset" and run.subject in registered]
    if any(run.checks for run in datasets):
        return tuple(datasets)
    return tuple(run for run in newest if run.kind == "extract")


def goals() -> tuple[GoalRevision, ...]:
    """Return the goals as they stand."""
    return _goals(cached.head())


def goals_by_data() -> list[GoalRevision]:
    """Return the goals, those with the worst data first and those without any known data last."""
    ready = readiness()

    def lowest(goal: GoalRevision) -> tuple[float, str]:
        """Return the lowest score that the goal rests on."""
        under = (ready[one.id] for one in initiatives_of(goal) if one.id in ready)
        known = [one.at_most for one in under if one.at_most is not None]
        return min(known, default=101.0), goal.goal_id

    return sorted(goals(), key=lowest)


def initiatives_of(goal: GoalRevision) -> tuple[Initiative, ...]:
    """Return the initiatives that work for a goal."""
    return tuple(
        one
        for one in cached.initiatives()
        if one.id == goal.content.initiative_id
        or (one.goal_id == goal.goal_id and one.stage != RETIRED)
    )


def waiting() -> frozenset[str]:
    """Return the extracts and datasets that are still to be measured."""
    pending, _ = _waiting(cached.quality_head(), _today())
    return frozenset(one.subject for one in pending)


def still_due() -> tuple[int, int]:
    """Return how many measurements are still to come, and how many there are in all."""
    pending, every = _waiting(cached.quality_head(), _today())
    return len(pending), every


def agenda() -> tuple[MatrixRow, ...]:
    """Return what the next check-in has to talk about."""
    return _agenda(cached.quality_head(), _today())


def _today() -> date:
    """Return the day the workspace reports as of."""
    return cached.workspace_facts().reporting_date


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _matrix(key: Key, today: date, audit_id: str | None) -> Matrix:
    """Assemble the matrix."""
    return assembled.matrix(cached.workspace(), today=today, audit_id=audit_id)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _trend(key: Key, today: date) -> tuple[Matrix, ...]:
    """Assemble the matrix of each audit."""
    return assembled.trend(cached.workspace(), today=today)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _agenda(key: Key, today: date) -> tuple[MatrixRow, ...]:
    """Ask what comes on the agenda."""
    return assembled.agenda(cached.workspace(), today=today)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _standings(key: Key) -> tuple[DatasetStanding, ...]:
    """Judge the datasets."""
    return resting.standings(cached.workspace())


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _readiness(key: Key) -> dict[str, Readiness]:
    """Judge what rests on them."""
    return resting.readiness(cached.workspace())


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _incidents(key: Key, today: date) -> tuple[Incident, ...]:
    """Ask for the incidents."""
    return watched.incidents(cached.workspace(), today=today)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _measured(key: Key) -> dict[str, tuple[Measurement, ...]]:
    """Ask for the measurements."""
    return {subject: runs for (_, subject), runs in kept.history(cached.workspace()).items()}


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _goals(key: int) -> tuple[GoalRevision, ...]:
    """Ask for the goals."""
    return tuple(promises.goals(cached.workspace()))


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _waiting(key: Key, today: date) -> tuple[tuple[due.Due, ...], int]:
    """Ask what is to be measured."""
    here = cached.workspace()
    return due.pending(here, today=today), len(due.wanted(here, today=today))
