"""Grounds: everything that incidents and readiness are derived from, read once.

One read of the measurements, the contracts, the notes and the goals serves every screen until
something changes: what is kept hangs on the newest run and the newest journal entry, which move
with each measurement, load, goal, note and contract. Nothing expires by time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from governance.records import ledger
from governance.records.incident_notes import all_notes
from governance.records.opening import reading
from governance.watching.feeds import Feeds, feeds
from governance.watching.life import Life, lives
from governance.watching.shapes import Key, Note
from pipelines.periods import Period, parsed
from pipelines.portfolio import Initiative, initiatives
from pipelines.quality import kept
from pipelines.quality.dataset import Dataset
from pipelines.quality.kept import Runs
from pipelines.quality.registry import datasets as registered
from pipelines.quality.registry import revisions
from pipelines.quality.reported import ReportedDataset, reported
from pipelines.quality.shapes import Kind
from pipelines.workspace import Workspace

Subject = tuple[Kind, str]
State = tuple[int, int, str, int]
"""Newest run, newest journal entry, quarter and catalogue version that were asked for."""
KEPT = 6
"""States kept for each database: the newest one, and a few earlier quarters somebody looks at."""


@dataclass(frozen=True, eq=False)
class Grounds:
    """What is known about the data at one state of the records; equal to itself alone."""

    runs: Runs
    """The newest run of each quarter, oldest quarter first."""
    datasets: Mapping[str, Dataset]
    """The registered ones."""
    reported: Mapping[str, ReportedDataset]
    gone: Mapping[Subject, date]
    """Subjects that were measured and are not watched any more, and since when."""
    owners: Mapping[Subject, str]
    """The role that answers for the data, by its contract."""
    notes: Mapping[Key, tuple[Note, ...]]
    estate: Mapping[str, Initiative]
    feeds: Feeds

    @cached_property
    def lives(self) -> Mapping[Key, Life]:
        """Return what became of every check that was ever tested."""
        return {
            (*subject, check): found
            for subject in self.runs
            for check, found in self.lives_of(subject).items()
        }

    def lives_of(
        self, subject: Subject, notes: Mapping[Key, tuple[Note, ...]] | None = None
    ) -> dict[str, Life]:
        """Return what became of the checks of one subject, by other notes where given."""
        told = self.notes if notes is None else notes
        by_check = {key[2]: found for key, found in told.items() if key[:2] == subject}
        return lives(self.runs.get(subject, ()), by_check, gone_on=self.gone.get(subject))


_kept: WeakKeyDictionary[Engine, OrderedDict[State, Grounds]] = WeakKeyDictionary()
_lock = threading.Lock()


def grounds(
    workspace: Workspace, *, until: Period | None = None, version: int | None = None
) -> Grounds:
    """Return what is known about the data.

    Args:
        workspace: Where.
        until: As it was known for this quarter: later quarters and later notes are left out.
            None takes everything.
        version: Catalogue version to read as of; the newest by default.
    """
    at = workspace.catalogue.version() if version is None else version
    state: State = (
        kept.head(workspace),
        workspace.catalogue.journal_head(),
        until.label if until else "",
        at,
    )
    with _lock:
        found = _kept.setdefault(workspace.database, OrderedDict()).get(state)
    if found is None:
        found = _read(workspace, _runs(workspace, version), until, at)
        with _lock:
            remembered = _kept.setdefault(workspace.database, OrderedDict())
            remembered[state] = found
            while len(remembered) > KEPT:
                remembered.popitem(last=False)
    return found


def _read(workspace: Workspace, measured: Runs, until: Period | None, version: int) -> Grounds:
    """Read everything but the runs, and leave out the runs that were not there yet."""
    runs = _until(measured, until, version)
    with reading(workspace.database) as session:
        goals, notes = ledger.newest_goals(session), all_notes(session)
    if until is not None:
        notes = {
            key: tuple(note for note in found if note.at.date() <= until.end)
            for key, found in notes.items()
        }
    known = {one.id: one for one in registered(workspace)}
    told = {one.id: one for one in reported(workspace, until=until, version=version)}
    estate = initiatives(workspace, until=until, version=version)
    owners: dict[Subject, str] = {
        ("extract", name): extract.owner_role for name, extract in workspace.extracts.items()
    }
    owners |= {("dataset", name): one.owner_role for name, one in known.items()}
    return Grounds(
        runs=runs,
        datasets=known,
        reported=told,
        gone=_gone(workspace, runs, known),
        owners=owners,
        notes=notes,
        estate={one.id: one for one in estate},
        feeds=feeds(workspace, goals, estate),
    )


def _runs(workspace: Workspace, version: int | None) -> Runs:
    """Return all runs; those of an earlier version apart.

    A quarter that was measured again since then counts there as it was measured first.
    """
    if version == workspace.catalogue.version():
        version = None
    return kept.history(workspace, version=version)


def _until(measured: Runs, until: Period | None, version: int) -> Runs:
    """Return the runs that were there for the quarter and version asked for."""
    found = {}
    for subject, runs in measured.items():
        counting = tuple(
            run
            for run in runs
            if run.version <= version and (until is None or parsed(run.period).start <= until.start)
        )
        if counting:
            found[subject] = counting
    return found


def _gone(
    workspace: Workspace,
    runs: Runs,
    known: Mapping[str, Dataset],
) -> dict[Subject, date]:
    """Return the subjects that are not watched any more, with the day they ceased to be."""
    found: dict[Subject, date] = {}
    for (kind, name), measured in runs.items():
        if kind == "dataset" and name not in known:
            said = revisions(workspace, name)
            found[kind, name] = said[-1].at.date() if said else measured[-1].as_of
        elif kind == "extract" and name not in workspace.extracts:
            found[kind, name] = measured[-1].as_of
    return found
