"""What is due: which file of which period is owed, since when, by whom, and whether it is coming.

A file is owed once its period is over, and late once the days are over that its contract allows.
Of extracts that hold events a period may pass in which nothing happened, so a later file speaks
for it; a snapshot is owed for each period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from governance import roster
from governance.access import may
from governance.people import ROLE_WORDS, Person
from governance.uploads.policy import uploads_policy
from pipelines.catalogue.history import LoadRecord
from pipelines.extracts.contract import Extract
from pipelines.periods import MONTHS, Period, between, containing, parsed
from pipelines.uploads.reading import open_uploads
from pipelines.uploads.shapes import Upload
from pipelines.workspace import Workspace

OwedState = Literal["late", "due", "not_yet", "in"]
ORDER: tuple[OwedState, ...] = ("late", "due", "not_yet", "in")
"""Worst first."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Brought:
    """A load, as a list of what is due names it."""

    load_id: str
    period: str
    by: str
    at: datetime
    rows: int
    file_name: str


@dataclass(frozen=True)
class Owed:
    """One file of one period."""

    extract: str
    title: str
    period: str
    due_on: date
    state: OwedState
    days_late: int
    """0 unless it is late."""
    owner: str
    """The team that the contract names."""
    last: Brought | None
    """The newest period that counts; None where nothing was ever loaded."""
    here: Brought | None
    """What counts for this period; None where nothing does."""
    on_its_way: tuple[str, ...]
    """Open uploads that speak of it."""

    @property
    def words(self) -> str:
        """Return how it stands in a few words."""
        if self.state == "in":
            return "in"
        if self.state == "not_yet":
            return f"not yet; due on {self.due_on}"
        if self.state == "due":
            return f"due by {self.due_on}"
        return f"late by {self.days_late} {'day' if self.days_late == 1 else 'days'}"


@dataclass(frozen=True)
class Meter:
    """How much of a quarter is there."""

    quarter: str
    arrived: int
    of: int
    missing: tuple[Owed, ...]
    """Worst first."""

    @property
    def words(self) -> str:
        """Return it as ``9 of 13 in``."""
        return f"{self.arrived} of {self.of} in"


def due(workspace: Workspace, *, today: date) -> tuple[Owed, ...]:
    """Return what is owed, late files first, the longest overdue ahead.

    Args:
        workspace: Where.
        today: The day the workspace reports as of.
    """
    ledger = _Ledger(workspace)
    found = [
        ledger.owed(extract, period, today)
        for extract in workspace.extracts.values()
        for period in _asked_for(extract, ledger.periods(extract.name), today)
    ]
    return _worst_first(found)


def owes(person: Person) -> bool:
    """Return whether what is due is this person's to bring: whoever may load owes every extract."""
    return may(person, "loads:write")


def completeness(workspace: Workspace, *, today: date, quarter: str | None = None) -> Meter:
    """Return how many extracts have all their files of a quarter.

    Args:
        workspace: Where.
        today: The day the workspace reports as of.
        quarter: Which one; the newest complete one by default.
    """
    asked = parsed(quarter) if quarter else _newest_complete("quarter", today)
    ledger, missing = _Ledger(workspace), []
    for extract in workspace.extracts.values():
        parts = [ledger.owed(extract, one, today) for one in _parts(asked, extract)]
        lacking = [one for one in parts if one.state != "in"]
        if lacking:
            missing.append(_worst_first(lacking)[0])
    every = len(workspace.extracts)
    return Meter(asked.label, every - len(missing), every, _worst_first(missing))


class _Ledger:
    """Everything that is there or on its way, read once."""

    def __init__(self, workspace: Workspace) -> None:
        names = {one.id: one.name for one in roster.people(workspace)}
        self._live: dict[str, dict[Period, Brought]] = {}
        for load in workspace.catalogue.loads():
            if load.status == "live":
                own = self._live.setdefault(load.extract, {})
                own[parsed(load.period)] = _brought(load, names)
        self._coming: dict[tuple[str, str], list[str]] = {}
        for upload in open_uploads(workspace):
            for key in _speaks_of(upload):
                self._coming.setdefault(key, []).append(upload.id)

    def periods(self, extract: str) -> Sequence[Period]:
        """Return the periods of an extract that are loaded, in order."""
        return sorted(self._live.get(extract, ()))

    def owed(self, extract: Extract, period: Period, today: date) -> Owed:
        """Return how one file of one period stands."""
        live = self._live.get(extract.name, {})
        here = live.get(period)
        due_on = period.end + timedelta(days=extract.grace_days)
        later = not extract.snapshot and any(one > period for one in live)
        state: OwedState = "late"
        if here is not None or later:
            state = "in"
        elif today < period.end:
            state = "not_yet"
        elif today <= due_on:
            state = "due"
        return Owed(
            extract=extract.name,
            title=extract.title,
            period=period.label,
            due_on=due_on,
            state=state,
            days_late=(today - due_on).days if state == "late" else 0,
            owner=extract.owner_role or ROLE_WORDS["cio_staff"],
            last=live[max(live)] if live else None,
            here=here,
            on_its_way=tuple(self._coming.get((extract.name, period.label), ())),
        )


def _brought(load: LoadRecord, names: Mapping[str, str]) -> Brought:
    """Return a load with the name of whoever brought it."""
    by = names.get(load.actor, load.actor)
    return Brought(load.id, load.period, by, load.at, load.rows, load.file_name)


def _asked_for(extract: Extract, loaded: Sequence[Period], today: date) -> Iterator[Period]:
    """Yield the periods of an extract that somebody may have to bring, up to the one that runs."""
    newest = _newest_complete(extract.grain, today)
    first = newest
    if loaded:
        months = 3 * uploads_policy().due.look_back_quarters
        back = newest.shift(1 - max(months // MONTHS[extract.grain], 1))
        first = min(max(loaded[0], back), newest)
    yield from between(first, newest)
    yield newest.shift(1)


def _newest_complete(grain: Literal["month", "quarter", "year"], today: date) -> Period:
    """Return the newest period that is over; one that ends today is."""
    return containing(today + _ONE_DAY, grain).shift(-1)


def _parts(quarter: Period, extract: Extract) -> tuple[Period, ...]:
    """Return the periods of an extract's files within a quarter, or the year that holds it."""
    if extract.grain == "month":
        return quarter.months()
    return (containing(quarter.start, extract.grain),)


def _speaks_of(upload: Upload) -> Iterator[tuple[str, str]]:
    """Yield the extracts and periods that an upload is known to speak of."""
    if upload.finding is not None and upload.finding.planned:
        yield from (one.at for one in upload.finding.planned)
    elif upload.said.extract and upload.said.period:
        yield upload.said.extract, upload.said.period


def _worst_first(found: Sequence[Owed]) -> tuple[Owed, ...]:
    """Return what is owed, the longest overdue first."""
    return tuple(sorted(found, key=lambda one: (ORDER.index(one.state), one.due_on, one.extract)))
