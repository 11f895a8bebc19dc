"""Settled periods: what a closed check-in pinned, and which of it was restated since.

A period that was over when a meeting was held, and whose file counted then, is settled by it. Who
changes its rows later says why, and the figures are marked as restated from then on. That a figure
is restated follows from what counts now and what was pinned, so nothing can restate in silence.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from governance.records import ledger
from governance.records.locks import Pin, changes_of_loads, pins
from governance.records.opening import reading
from governance.scope import extracts_of
from pipelines.catalogue.catalogue import DataFile
from pipelines.catalogue.history import LoadRecord
from pipelines.catalogue.journal import Entry
from pipelines.periods import parsed
from pipelines.uploads.shapes import Upload
from pipelines.workspace import Workspace

Key = tuple[str, str]
"""Extract and period."""
RestatementKind = Literal["replaced", "taken back", "brought back"]
_KINDS: Mapping[str, RestatementKind] = {
    "load:accept": "replaced",
    "load:undo": "taken back",
    "load:redo": "brought back",
}
_VERBS: Mapping[RestatementKind, str] = {
    "replaced": "Restated",
    "taken back": "Restated by taking back a file",
    "brought back": "Restated by bringing back a file",
}
NO_REASON = "no reason was given"
"""What is told of a restatement by a command that asks for none."""
KEPT = 6
"""Answers kept for each database: the newest state, and a few that somebody looks back at."""


@dataclass(frozen=True)
class Settled:
    """An extract's period as a closed check-in pinned it."""

    extract: str
    period: str
    load_id: str
    check_in: str
    """Such as ``CI-2026-03``."""
    title: str
    held_on: date
    closed_at: datetime


@dataclass(frozen=True)
class Restatement:
    """That other rows count for a settled period than a check-in saw."""

    extract: str
    period: str
    check_in: str
    """The last check-in that saw the older rows."""
    title: str
    held_on: date
    kind: RestatementKind
    load_id: str
    """What counts since; empty where nothing does."""
    file_name: str
    """The file that was brought, taken back or brought back."""
    by: str
    at: datetime
    reason: str
    """May be empty: a command without sign-in asks for none."""
    version: int
    """The catalogue version since which it counts."""

    @property
    def words(self) -> str:
        """Return the restatement in one sentence."""
        when = f"{self.at.day} {self.at:%b %Y}"
        why = self.reason.rstrip(".") or NO_REASON
        return f"{_VERBS[self.kind]} on {when} by {self.by or 'a command'}: {why}."


def settled(workspace: Workspace) -> Mapping[Key, Settled]:
    """Return each settled period with the newest closed check-in that pinned it."""
    found: dict[Key, Settled] = {}
    for pin, files in _pinned(workspace, None):
        found |= {
            key: Settled(*key, file.load_id, pin.check_in, pin.title, pin.held_on, pin.closed_at)
            for key, file in files.items()
        }
    return found


def settled_by(workspace: Workspace, upload: Upload) -> tuple[Settled, ...]:
    """Return the settled periods whose rows an upload would change; each needs a reason."""
    if upload.finding is None:
        return ()
    changed = [one.at for one in upload.finding.planned if not one.difference.same]
    if not changed:
        return ()
    locked = settled(workspace)
    return tuple(locked[key] for key in changed if key in locked)


def restatements(workspace: Workspace, *, version: int | None = None) -> tuple[Restatement, ...]:
    """Return what was restated, the newest first.

    Args:
        workspace: Where.
        version: As it was known at this catalogue version; the newest by default.
    """
    at = workspace.catalogue.version() if version is None else version
    state = (at, workspace.catalogue.journal_head())
    with _lock:
        known = _kept.setdefault(workspace.database, {})
        if state in known:
            return known[state]
    found = tuple(sorted(_restated(workspace, at), key=lambda one: -one.version))
    with _lock:
        known[state] = found
        while len(known) > KEPT:
            known.pop(next(iter(known)))
    return found


def restatements_of(
    workspace: Workspace, metric: str, *, period: str | None = None, version: int | None = None
) -> tuple[Restatement, ...]:
    """Return the restatements that a metric's figures rest on, the newest first.

    Args:
        workspace: Where.
        metric: Which.
        period: Only those that lie in this period.
        version: As it was known at this catalogue version; the newest by default.
    """
    return those_of(workspace, restatements(workspace, version=version), metric, period=period)


def those_of(
    workspace: Workspace, found: Sequence[Restatement], metric: str, *, period: str | None = None
) -> tuple[Restatement, ...]:
    """Return those of some restatements that a metric's figures rest on; see above."""
    if not found:
        return ()
    extracts = extracts_of(workspace, workspace.metrics.metric(metric))
    whole = parsed(period) if period else None
    return tuple(
        one
        for one in found
        if one.extract in extracts
        and (whole is None or whole.start <= parsed(one.period).start <= whole.end)
    )


_kept: WeakKeyDictionary[Engine, dict[tuple[int, int], tuple[Restatement, ...]]] = (
    WeakKeyDictionary()
)
_lock = threading.Lock()


def _pinned(workspace: Workspace, version: int | None) -> Iterator[tuple[Pin, dict[Key, DataFile]]]:
    """Yield each closed check-in with the files that it settled, the first one first."""
    with reading(workspace.database) as session:
        closed = [one for one in pins(session) if version is None or one.version <= version]
    for pin in closed:
        files = workspace.catalogue.files(pin.version)
        over = (one for one in files if parsed(one.period).end <= pin.held_on)
        yield pin, {(one.extract, one.period): one for one in over}


def _restated(workspace: Workspace, version: int) -> Iterator[Restatement]:
    """Yield where a check-in and the next one, or the state at a version, saw other files."""
    pinned = list(_pinned(workspace, version))
    if not pinned:
        return
    with reading(workspace.database) as session:
        entries = changes_of_loads(session, after=pinned[0][0].version, until=version)
        people = {one.id: str(one) for one in ledger.people(session)}
    if not entries:
        return
    loads = {one.id: one for one in workspace.catalogue.loads()}
    told = _Told(entries, loads, people)
    for number, (pin, files) in enumerate(pinned):
        later = version if number + 1 == len(pinned) else pinned[number + 1][0].version
        if later == pin.version:
            continue
        now = {(one.extract, one.period): one for one in workspace.catalogue.files(later)}
        for key, file in files.items():
            other = now.get(key)
            if other is None or other.sha256 != file.sha256:
                yield from told.restatement(pin, key, other, until=later)


@dataclass(frozen=True)
class _Told:
    """What restatements are told by."""

    entries: Sequence[Entry]
    loads: Mapping[str, LoadRecord]
    people: Mapping[str, str]

    def restatement(
        self, pin: Pin, key: Key, other: DataFile | None, *, until: int
    ) -> Iterator[Restatement]:
        """Yield what made other rows count for a period; nothing where no row is another one."""
        entry = next(
            (
                one
                for one in reversed(self.entries)
                if pin.version < one.version <= until and key in self._keys(one)
            ),
            None,
        )
        if entry is None:
            return
        load = self.loads.get(other.load_id) if other else None
        if entry.action == "load:accept" and load and load.upload and not load.restates:
            return  # the room compared its rows with those that counted: they were the same
        yield Restatement(
            *key,
            check_in=pin.check_in,
            title=pin.title,
            held_on=pin.held_on,
            kind=_KINDS[entry.action],
            load_id=other.load_id if other else "",
            file_name=str({**(entry.before or {}), **(entry.after or {})}.get("file_name", "")),
            by=self.people.get(entry.actor, entry.actor),
            at=entry.at,
            reason=entry.reason,
            version=entry.version,
        )

    def _keys(self, entry: Entry) -> set[Key]:
        """Return the extracts and periods that an entry speaks of."""
        after = entry.after or {}
        named = [one["id"] for one in after.get("loads", ())]
        named += [*after.get("undone", ()), *after.get("redone", ())]
        return {
            (self.loads[one].extract, self.loads[one].period) for one in named if one in self.loads
        }
